package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {
  @TempDir Path temp;
  private Path photos;
  private Path model;

  @BeforeEach
  void makeFolder() throws IOException {
    photos = LabelledFolderFixture.write(temp.resolve("photos"), 20, "a", "b", "c");
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 24, 9, 3);
  }

  @Test
  void shouldFindNothingWhereAllDiffer() throws IOException {
    assertEquals(List.of(), find());
  }

  @Test
  void shouldFindImagesInTwoClasses() throws IOException {
    Path original = photos.resolve("a/a-03.jpg");
    Path copy = Files.copy(original, photos.resolve("b/other.jpg"));
    assertEquals(
        List.of(
            "'"
                + original
                + "' and '"
                + copy
                + "' are the same image, once of class 'a' and once of 'b': keep the one that is"
                + " right"),
        find());
  }

  @Test
  void shouldNameEachCopyOnce() throws IOException {
    Path original = photos.resolve("a/a-03.jpg");
    Path second = Files.copy(original, photos.resolve("b/other.jpg"));
    Path third = Files.copy(original, photos.resolve("c/third.jpg"));
    List<String> found = find();
    assertEquals(2, found.size());
    assertEquals(true, found.get(0).startsWith("'" + original + "' and '" + second + "'"));
    assertEquals(true, found.get(1).startsWith("'" + original + "' and '" + third + "'"));
  }

  @Test
  void shouldFindImagesOnTwoSides() throws IOException {
    Path first = write("a", Side.TESTING);
    Path second = write("a", Side.TRAINING);
    boolean inOrder = first.compareTo(second) < 0;
    assertEquals(
        List.of(
            inOrder
                ? message(first, "testing", second, "training")
                : message(second, "training", first, "testing")),
        find());
  }

  private static String message(Path first, String firstSide, Path second, String secondSide) {
    return String.format(
        "'%s' (%s) and '%s' (%s) are the same image, which makes the accuracy look better than"
            + " it is: keep one",
        first, firstSide, second, secondSide);
  }

  @Test
  void shouldNotMindCopiesOfOneClassAndSide() throws IOException {
    write("a", Side.TRAINING);
    write("a", Side.TRAINING);
    assertEquals(List.of(), find());
  }

  @Test
  void shouldNotTakeTheSamePixelsInOtherFilesForTheSame() throws IOException {
    byte[] image = Images.bmp(20, 20, 5);
    Files.write(photos.resolve("a/x.bmp"), image);
    // The resolution, which no decoder looks at.
    image[38] ^= 1;
    Files.write(photos.resolve("b/y.bmp"), image);
    assertEquals(List.of(), find());
  }

  /** Writes the same image under the next name that is on that side. */
  private Path write(String label, Side side) throws IOException {
    for (int i = 0; ; i++) {
      Path file = photos.resolve(label).resolve("copy" + i + ".jpg");
      if (LabelledFolderFixture.SPLIT.of(file.toString()) == side && !Files.exists(file)) {
        return Files.write(file, Images.jpeg(33, 22, 4321));
      }
    }
  }

  private List<String> find() throws IOException {
    BottleneckSet set = BottleneckFixture.run(photos, model, temp.resolve("cache"));
    return Duplicates.find(set, ImageLimits.DEFAULT_MAX_BYTES);
  }
}
