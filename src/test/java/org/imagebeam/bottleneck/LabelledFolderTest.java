package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.storage.FileListing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFolderTest {
  @TempDir Path temp;
  private Path photos;

  @BeforeEach
  void makeFolder() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
  }

  @Test
  void shouldListEachSubFolderAsAClass() throws IOException {
    touch("tulips/b.jpg");
    touch("tulips/deep/er/a.jpg");
    touch("daisy/z.png");
    touch("daisy fleabane/c.jpg");
    touch("daisy-2/c.jpg");
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    assertEquals(List.of("daisy", "daisy fleabane", "daisy-2", "tulips"), folder.labels());
    assertEquals(
        List.of(
            "daisy fleabane/c.jpg of 1",
            "daisy-2/c.jpg of 2",
            "daisy/z.png of 0",
            "tulips/b.jpg of 3",
            "tulips/deep/er/a.jpg of 3"),
        describe(folder));
    assertEquals(List.of(), folder.problems());
    assertEquals(photos.toString(), folder.folder());
  }

  @Test
  void shouldLeaveOutWhatIsHiddenOrOfNoClass() throws IOException {
    touch("a/1.jpg");
    touch("a/.DS_Store");
    touch("a/.thumbnails/1.jpg");
    touch("a/x/._1.jpg");
    touch(".git/objects/1.jpg");
    touch(".DS_Store");
    touch("stray.jpg");
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    assertEquals(List.of("a"), folder.labels());
    assertEquals(List.of("a/1.jpg of 0"), describe(folder));
  }

  @Test
  void shouldLeaveOutWhatSystemsMake() throws IOException {
    touch("a/1.jpg");
    touch("a/Thumbs.db");
    touch("@eaDir/a/1.jpg");
    assertEquals(List.of("a"), LabelledFolderFixture.list(photos).labels());
    assertEquals(List.of("a/1.jpg of 0"), describe(LabelledFolderFixture.list(photos)));
    LabelledFolder all =
        LabelledFolder.list(photos.toString(), FileFilter.ALL, LabelledFolderFixture.SPLIT);
    assertEquals(List.of("@eaDir", "a"), all.labels());
    assertEquals(List.of("@eaDir/a/1.jpg of 0", "a/1.jpg of 1", "a/Thumbs.db of 1"), describe(all));
  }

  @Test
  void shouldExcludeClassesAndFiles() throws IOException {
    touch("a/1.jpg");
    touch("a/2.tif");
    touch("a/raw/3.jpg");
    touch("b/1.jpg");
    FileFilter filter = new FileFilter(List.of("*.jpg"), List.of("raw", "b"), false);
    LabelledFolder folder =
        LabelledFolder.list(photos.toString(), filter, LabelledFolderFixture.SPLIT);
    assertEquals(List.of("a"), folder.labels());
    assertEquals(List.of("a/1.jpg of 0"), describe(folder));
    assertEquals(filter, folder.filter());
  }

  @Test
  void shouldReportPipesAsProblems() throws Exception {
    touch("a/1.jpg");
    Path pipe = photos.resolve("a/2.jpg");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    assertEquals(List.of("a/1.jpg of 0"), describe(folder));
    assertEquals(
        List.of(pipe + " is a pipe, a socket or a device, and not a file"),
        folder.problems().stream().map(FileListing.Problem::message).toList());
  }

  @Test
  void shouldListAFolderThatIsHiddenItself() throws IOException {
    Path hidden = temp.resolve(".cache/photos");
    touch(hidden.resolve("a/1.jpg"));
    assertEquals(1, LabelledFolderFixture.list(hidden).images().size());
  }

  @Test
  void shouldTakePathsLiterallyAndFollowLinks() throws IOException {
    Path odd = temp.resolve("100% [a]*");
    touch(odd.resolve("{x,y}/1.jpg"));
    touch(temp.resolve("elsewhere/2.jpg"));
    Files.createSymbolicLink(odd.resolve("linked"), temp.resolve("elsewhere"));
    LabelledFolder folder = LabelledFolderFixture.list(odd);
    assertEquals(List.of("linked", "{x,y}"), folder.labels());
    assertEquals(2, folder.images().size());
  }

  @Test
  void shouldTellOfWhatCantBeListed() throws IOException {
    touch("a/1.jpg");
    Files.createSymbolicLink(photos.resolve("a/gone.jpg"), photos.resolve("nowhere"));
    Files.createSymbolicLink(photos.resolve("a/.gone.jpg"), photos.resolve("nowhere"));
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    assertEquals(1, folder.problems().size());
    String path = folder.problems().get(0).path();
    assertEquals(photos.resolve("a/gone.jpg").toString(), path);
    assertEquals("a", folder.labelOf(path));
    assertEquals("", folder.labelOf(temp.toString()));
  }

  @Test
  void shouldKeepTheSidesWhenImagesAreAddedOrTheFolderMoves() throws IOException {
    for (int i = 0; i < 60; i++) {
      touch("a/" + i + ".jpg");
    }
    Set<String> before = sides(LabelledFolderFixture.list(photos));
    for (int i = 0; i < 60; i++) {
      touch("a/more" + i + ".jpg");
      touch("b/" + i + ".png");
    }
    Set<String> after = sides(LabelledFolderFixture.list(photos));
    assertTrue(after.containsAll(before));
    Path moved = Files.move(photos, temp.resolve("moved"));
    assertEquals(after, sides(LabelledFolderFixture.list(moved)));
  }

  @Test
  void shouldRefuseWhatIsNoFolder() throws IOException {
    Path missing = temp.resolve("missing");
    assertEquals("there is no image folder '" + missing + "'", listRefusal(missing));
    Path file = touch(temp.resolve("file"));
    assertEquals(
        "the image folder '" + file + "' is a file: name a folder with a sub-folder a class",
        listRefusal(file));
  }

  @Test
  void shouldRefuseNamesThatNoLineCanHold() throws IOException {
    touch("a\nb/1.jpg");
    assertEquals(
        "the sub-folder 'a\nb' of '"
            + photos
            + "' can't name a class: rename it, without line breaks and spaces around it",
        listRefusal(photos));
  }

  @Test
  void shouldAcceptTwentyImagesAClass() throws IOException {
    fill("a", 20);
    fill("b", 20);
    LabelledFolderFixture.list(photos).requireEnough();
  }

  @Test
  void shouldRefuseAFolderWithoutClasses() throws IOException {
    touch("1.jpg");
    assertEquals(
        "the image folder '"
            + photos
            + "' has no sub-folders: put the images of each class into one, named after it",
        refusal(Set.of()));
  }

  @Test
  void shouldRefuseOneClassOnly() throws IOException {
    fill("daisy", 30);
    assertEquals(
        "the image folder '"
            + photos
            + "' has one class only, 'daisy': a network learns to tell classes apart, so add a"
            + " sub-folder of another",
        refusal(Set.of()));
  }

  @Test
  void shouldRefuseEmptyClassesByName() throws IOException {
    fill("a", 20);
    touch("hidden/.only");
    Files.createDirectories(photos.resolve("void/below"));
    assertEquals(
        "the image folder '"
            + photos
            + "' has sub-folders without images: put some in, or remove them: 'hidden', 'void'",
        refusal(Set.of()));
  }

  @Test
  void shouldRefuseFewImagesOfAClassByNameAndCount() throws IOException {
    fill("a", 20);
    fill("b", 19);
    fill("c", 1);
    assertEquals(
        "the image folder '"
            + photos
            + "' has too few images of some classes, at least 20 are needed of each: 'b' has 19,"
            + " 'c' has 1",
        refusal(Set.of()));
  }

  @Test
  void shouldCountWithoutWhatTurnedOutUnusable() throws IOException {
    fill("a", 22);
    fill("b", 22);
    Set<String> unusable = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      unusable.add(photos.resolve("b").resolve("b" + i + ".jpg").toString());
    }
    LabelledFolderFixture.list(photos).requireEnough();
    assertEquals(
        "the image folder '"
            + photos
            + "' has too few images of some classes, at least 20 are needed of each: 'b' has 19"
            + " (and 3 that can't be used)",
        refusal(unusable));
  }

  @Test
  void shouldNameOnlyTheFirstOfManyClasses() throws IOException {
    for (int i = 10; i < 25; i++) {
      fill("c" + i, 1);
    }
    String message = refusal(Set.of());
    assertTrue(message.endsWith("'c18' has 1, 'c19' has 1 and 5 more"), message);
  }

  @Test
  void shouldRefuseAClassWithoutTrainingImages() throws IOException {
    fill("a", 20);
    int files = 0;
    for (int i = 0; files < 20; i++) {
      String name = "x" + i + ".jpg";
      if (LabelledFolderFixture.SPLIT.of(name) != Side.TRAINING) {
        touch("b/" + name);
        files++;
      }
    }
    assertEquals(
        "the image folder '"
            + photos
            + "' has classes of which no image is on the training side: add images, or choose"
            + " another seed: 'b' has 20",
        refusal(Set.of()));
  }

  @Test
  void shouldRefuseAnEmptySideUnlessItIsToBeEmpty() throws IOException {
    for (String label : List.of("a", "b")) {
      int files = 0;
      for (int i = 0; files < 20; i++) {
        String name = label + i + ".jpg";
        if (LabelledFolderFixture.SPLIT.of(name) != Side.TESTING) {
          touch(label + "/" + name);
          files++;
        }
      }
    }
    assertEquals(
        "the image folder '"
            + photos
            + "' has no image on the testing side, which is to have 20 percent: add images,"
            + " raise testingPercentage, or choose another seed",
        refusal(Set.of()));
    LabelledFolder.list(photos.toString(), FileFilter.MEANT, new Split(0, 20, 1)).requireEnough();
  }

  private String refusal(Set<String> leftOut) {
    LabelledFolder folder = LabelledFolderFixture.list(photos);
    return assertThrows(InputException.class, () -> folder.requireEnough(leftOut)).getMessage();
  }

  private static String listRefusal(Path folder) {
    return assertThrows(InputException.class, () -> LabelledFolderFixture.list(folder))
        .getMessage();
  }

  private void fill(String label, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      touch(label + "/" + label + i + ".jpg");
    }
  }

  private Path touch(String path) throws IOException {
    return touch(photos.resolve(path));
  }

  private static Path touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  private List<String> describe(LabelledFolder folder) {
    return folder.images().stream()
        .map(image -> photos.relativize(Path.of(image.path())) + " of " + image.label())
        .toList();
  }

  private static Set<String> sides(LabelledFolder folder) {
    return folder.images().stream()
        .map(image -> Path.of(image.path()).getFileName() + " " + image.side())
        .collect(Collectors.toSet());
  }
}
