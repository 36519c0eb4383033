package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFilterTest {
  private static final List<String> MEANT =
      List.of("2019/raw/d.tif", "2019/b.jpg", "2020/c.JPG", "a.jpg", "notes.txt");

  private static final List<String> UNMEANT =
      List.of(
          ".DS_Store",
          ".Trash-1000/files/old.jpg",
          ".hidden/e.jpg",
          "2019/._b.jpg",
          "2019/@eaDir/b.jpg",
          "2019/@eaDir/sub/b.jpg",
          "2020/Thumbs.db",
          "lost+found/f.jpg");

  @TempDir Path temp;
  private Path photos;

  @BeforeEach
  void writeFiles() throws IOException {
    photos = temp.resolve("photos");
    for (List<String> names : List.of(MEANT, UNMEANT)) {
      for (String name : names) {
        Files.createDirectories(photos.resolve(name).getParent());
        Files.writeString(photos.resolve(name), name);
      }
    }
  }

  private FileListing list(String pattern, FileFilter filter) {
    return FileListing.expand(pattern.isEmpty() ? photos.toString() : photos + pattern, filter);
  }

  private List<String> names(FileListing listing) {
    return listing.files().stream()
        .map(file -> photos.relativize(Path.of(file.resourceId().toString())).toString())
        .sorted()
        .toList();
  }

  private static FileFilter excluding(String... globs) {
    return new FileFilter(List.of(), List.of(globs), false);
  }

  private static FileFilter including(String... globs) {
    return new FileFilter(List.of(globs), List.of(), false);
  }

  private static List<String> without(String... names) {
    return MEANT.stream().filter(name -> !List.of(names).contains(name)).sorted().toList();
  }

  @Test
  void shouldLeaveOutWhatNobodyMeans() {
    FileListing listing = list("", FileFilter.MEANT);
    assertEquals(without(), names(listing));
    // A folder counts once, with all that is in it: three files, and four folders.
    assertEquals(new FileListing.LeftOut(7, 0), listing.leftOut());
    assertEquals(without(), names(list("/**", FileFilter.MEANT)));
    assertEquals(List.of("2019/b.jpg", "a.jpg"), names(list("/**.jpg", FileFilter.MEANT)));
  }

  @Test
  void shouldReadAllWhereThatIsAskedFor() {
    FileListing listing = list("", FileFilter.ALL);
    assertEquals(MEANT.size() + UNMEANT.size(), listing.files().size());
    assertEquals(FileListing.LeftOut.NOTHING, listing.leftOut());
    assertEquals(listing, list("", new FileFilter(List.of("**"), List.of(), true)));
  }

  /** What is named is meant, by itself or in a pattern. */
  @Test
  void shouldReadWhatIsNamed() {
    assertEquals(List.of(".hidden/e.jpg"), names(list("/.hidden", FileFilter.MEANT)));
    assertEquals(List.of("2020/Thumbs.db"), names(list("/2020/Thumbs.db", FileFilter.MEANT)));
    assertEquals(List.of("2019/@eaDir/b.jpg"), names(list("/*/@eaDir/*.jpg", FileFilter.MEANT)));
    assertEquals(List.of("2019/._b.jpg"), names(list("/*/.*.jpg", FileFilter.MEANT)));
    assertEquals(List.of("2020/Thumbs.db"), names(list("/2*/Thumbs.db", FileFilter.MEANT)));
  }

  @Test
  void shouldExcludeNamesOfFilesAndFolders() {
    assertEquals(without("2019/b.jpg", "a.jpg"), names(list("", excluding("*.jpg"))));
    assertEquals(without("2019/raw/d.tif"), names(list("", excluding("raw"))));
    assertEquals(without("2019/raw/d.tif"), names(list("", excluding("raw/"))));
    assertEquals(
        without("2019/raw/d.tif", "notes.txt"), names(list("", excluding("r?w", "*.{txt,md}"))));
    assertEquals(new FileListing.LeftOut(5, 2), list("", excluding("2019", "a.*")).leftOut());
    // The folder that is listed was named.
    assertEquals(without(), names(list("", excluding("photos"))));
  }

  @Test
  void shouldExcludePaths() {
    assertEquals(without("2019/raw/d.tif"), names(list("", excluding("2019/raw"))));
    assertEquals(without("2019/raw/d.tif", "2019/b.jpg"), names(list("", excluding("2019/**"))));
    assertEquals(without(), names(list("", excluding("raw/d.tif"))));
    assertEquals(without("2019/raw/d.tif"), names(list("", excluding("**/raw/d.tif"))));
    assertEquals(without("a.jpg"), names(list("", excluding(photos + "/a.jpg"))));
    assertEquals(without(), names(list("", excluding("/a.jpg"))));
  }

  @Test
  void shouldIncludeFiles() {
    assertEquals(List.of("2019/b.jpg", "a.jpg"), names(list("", including("*.jpg"))));
    assertEquals(
        List.of("2019/b.jpg", "2020/c.JPG", "a.jpg"), names(list("", including("*.[jJ][pP][gG]"))));
    assertEquals(List.of("2019/b.jpg", "2019/raw/d.tif"), names(list("", including("2019/**"))));
    assertEquals(new FileListing.LeftOut(7, 3), list("", including("*.jpg")).leftOut());
    FileFilter both = new FileFilter(List.of("*.jpg"), List.of("2019"), false);
    assertEquals(List.of("a.jpg"), names(list("", both)));
    assertEquals(List.of(), names(list("/notes.txt", including("*.jpg"))));
  }

  @Test
  void shouldJudgeFilesThatAreNamedByThemselves() {
    assertTrue(FileFilter.MEANT.ofNamedFiles().test("/data/.hidden/.a.jpg"));
    assertFalse(excluding("*.jpg").ofNamedFiles().test("/data/a.jpg"));
    assertTrue(excluding("data").ofNamedFiles().test("/data/a.jpg"));
    assertFalse(excluding("raw/*").ofNamedFiles().test("/data/raw/a.jpg"));
    assertFalse(excluding("/data/**").ofNamedFiles().test("/data/raw/a.jpg"));
    assertFalse(excluding("gs://b/**").ofNamedFiles().test("gs://b/a.jpg"));
    assertTrue(including("raw/*").ofNamedFiles().test("gs://b/raw/a.jpg"));
    assertFalse(including("*.png").ofNamedFiles().test("gs://b/raw/a.jpg"));
  }

  /** A folder that can't be read is no problem where nobody wants it. */
  @Test
  void shouldNotEnterWhatIsLeftOut() throws IOException {
    Path loop = Files.createDirectories(photos.resolve("#recycle"));
    Files.createSymbolicLink(loop.resolve("broken"), temp.resolve("nowhere"));
    assertEquals(1, list("", FileFilter.ALL).problems().size());
    assertEquals(List.of(), list("", FileFilter.MEANT).problems());
    assertEquals(List.of(), list("", new FileFilter(List.of(), List.of("#*"), true)).problems());
  }

  @Test
  void shouldRefuseGlobsWithoutMeaning() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> excluding("a", "[z-a]"));
    assertTrue(e.getMessage().startsWith("'[z-a]' is not a pattern: "), e.getMessage());
  }
}
