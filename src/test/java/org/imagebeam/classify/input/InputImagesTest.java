package org.imagebeam.classify.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.RepeatedOption;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.storage.FileListing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputImagesTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name : List.of("b.jpg", "a.jpg", "sub/c.jpg", "sub/deep/d,e.jpg", "x.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  @Test
  void shouldWalkAFolder() {
    assertEquals(
        List.of("a.jpg", "b.jpg", "sub/c.jpg", "sub/deep/d,e.jpg", "x.png"),
        find(folder.toString()));
  }

  @Test
  void shouldJoinPatternsEachFileOnce() {
    assertEquals(
        List.of("a.jpg", "b.jpg", "sub/c.jpg", "sub/deep/d,e.jpg"),
        find(folder + "/**/*.jpg, " + folder + "/a.jpg," + folder + "/sub"));
    assertEquals(List.of("a.jpg", "x.png"), find(folder + "/{a,x}.{jpg,png}"));
  }

  @Test
  void shouldReadALine() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(
        list,
        "\ufeff"
            + folder
            + "/sub/deep/d,e.jpg\r\n\r\n"
            + folder
            + "/gone.jpg\n"
            + folder
            + "/sub\n"
            + folder
            + "/b.jpg");
    InputImages found = InputImages.find("@" + list, FileFilter.MEANT);
    assertEquals(List.of("b.jpg", "sub/deep/d,e.jpg"), names(found));
    assertEquals(
        List.of(
            new FileListing.Problem(folder + "/gone.jpg", "there is no such file"),
            new FileListing.Problem(
                folder + "/sub", "it is a folder: name its files, or give it as an input")),
        found.problems());
  }

  @Test
  void shouldNameMissingFilesByTheirAbsolutePaths() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path list = folder.resolve("list.txt");
    Files.write(list, List.of("gone/a.jpg", "./gone/../b.jpg", "gs://bucket", "src", "s3://x/y"));
    assertEquals(
        List.of(here + "/gone/a.jpg", here + "/b.jpg", "gs://bucket", here + "/src", "s3://x/y"),
        InputImages.find("@" + list, FileFilter.MEANT).problems().stream()
            .map(FileListing.Problem::path)
            .toList());
  }

  @Test
  void shouldNameALineAsAListingOfItsFolderDoes() throws Exception {
    String name = "a b%\u00e9=.jpg";
    Path list = folder.resolve("list.txt");
    Files.write(list, (folder + "/" + name).getBytes(StandardCharsets.ISO_8859_1));
    new ProcessBuilder("sh", "-c", "cd '" + folder + "' && touch \"$(cat list.txt)\"")
        .start()
        .waitFor();
    List<String> listed =
        InputImages.find(folder.toString(), FileFilter.MEANT).problems().stream()
            .map(FileListing.Problem::path)
            .toList();
    Assumptions.assumeTrue(listed.size() == 1, "this file system takes no such names");
    assertEquals(
        listed,
        InputImages.find("@" + list, FileFilter.MEANT).problems().stream()
            .map(FileListing.Problem::path)
            .toList());
  }

  @Test
  void shouldRefuseListedPipesAndDevices() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/null")), "this machine has no /dev/null");
    Path pipe = folder.resolve("pipe.jpg");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), pipe);
    Path list = folder.resolve("list.txt");
    Files.write(list, List.of(pipe.toString(), link.toString(), "/dev/null", folder + "/b.jpg"));
    InputImages found = InputImages.find("@" + list, FileFilter.MEANT);
    assertEquals(List.of("b.jpg"), names(found));
    assertEquals(
        Stream.of(pipe.toString(), link.toString(), "/dev/null")
            .map(
                path ->
                    new FileListing.Problem(
                        path, path + " is a pipe, a socket or a device, and not a file"))
            .toList(),
        found.problems());
  }

  @Test
  void shouldReadAListFromAPipe() throws Exception {
    Path pipe = folder.resolve("list");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process writer =
        new ProcessBuilder("sh", "-c", "echo \"$0\" > \"$1\"", folder + "/b.jpg", pipe.toString())
            .start();
    assertEquals(List.of("b.jpg"), find("@" + pipe));
    assertEquals(0, writer.waitFor());
  }

  @Test
  void shouldLookAheadOnlyAtWhatCanBeReadAgain() throws Exception {
    Path pipe = folder.resolve("list");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    InputException once =
        assertThrows(
            InputException.class, () -> InputImages.findAhead("@" + pipe, FileFilter.MEANT));
    assertEquals(
        "the list '"
            + pipe
            + "' can be read only once, and images of it are needed before: name some of them",
        once.getMessage());
    Files.delete(pipe);
    Path list = Files.writeString(folder.resolve("list.txt"), folder + "/b.jpg\n");
    assertEquals(find("@" + list), names(InputImages.findAhead("@" + list, FileFilter.MEANT)));
  }

  @Test
  void shouldReadUtf16ByItsByteOrderMark() throws IOException {
    Files.createFile(folder.resolve("猫 🐈.jpg"));
    String text = "\ufeff" + folder + "/b.jpg\r\n" + folder + "/猫 🐈.jpg\r\n";
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path list = Files.write(folder.resolve("list"), text.getBytes(charset));
      assertEquals(List.of("b.jpg", "猫 🐈.jpg"), find("@" + list), charset.name());
    }
  }

  @Test
  void shouldSayWhichEncodingAListIsNotReadIn() throws IOException {
    String line = folder + "/b.jpg\n";
    String zeros =
        "it holds bytes of value 0, as UTF-16 without a byte order mark or 'find -print0' has"
            + " them: save it as UTF-8, with a path a line";
    assertUnreadable(zeros, line.getBytes(StandardCharsets.UTF_16LE));
    assertUnreadable(zeros, line.replace('\n', '\0').getBytes(StandardCharsets.UTF_8));
    assertUnreadable(zeros, "\ufeffa\0b".getBytes(StandardCharsets.UTF_16BE));
    String utf32 = "it is UTF-32: save it as UTF-8";
    assertUnreadable(utf32, ("\ufeff" + line).getBytes(Charset.forName("UTF-32LE")));
    assertUnreadable(utf32, ("\ufeff" + line).getBytes(Charset.forName("UTF-32BE")));
    // Half a pair of surrogates.
    byte[] broken = {(byte) 0xFE, (byte) 0xFF, (byte) 0xD8, 0, 0, 'a'};
    assertUnreadable("it starts as UTF-16, and isn't: save it as UTF-8", broken);
  }

  private void assertUnreadable(String why, byte[] content) throws IOException {
    Path list = Files.write(folder.resolve("list.txt"), content);
    InputException e =
        assertThrows(InputException.class, () -> InputImages.find("@" + list, FileFilter.MEANT));
    assertEquals("can't read the list '" + list + "': " + why, e.getMessage());
  }

  @Test
  void shouldTakeListedNamesLiterally() throws IOException {
    Path odd = folder.resolve("odd*[1].jpg");
    Files.writeString(odd, "x");
    Path list = folder.resolve("list.txt");
    Files.writeString(list, odd + "\n");
    assertEquals(List.of("odd*[1].jpg"), find("@" + list));
  }

  @Test
  void shouldTakeWhatExistsAsItStands() throws IOException {
    List<String> odd =
        List.of(
            "2019 Sommer, Italien/1.jpg",
            "2019 Sommer/no.jpg",
            "photos[2024]/2.jpg",
            "photos2/no.jpg",
            "a, b,c/[x], {y}.jpg",
            "@list/3.jpg",
            " edge /4.jpg",
            "star*/5.jpg",
            "start/no.jpg",
            "what?/{p,q}/6.jpg",
            "comma,/7.jpg",
            "back\\slash/8.jpg");
    for (String name : odd) {
      Path file = folder.resolve("odd/" + name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    String odds = folder + "/odd/";
    assertEquals(List.of("odd/2019 Sommer, Italien/1.jpg"), find(odds + "2019 Sommer, Italien"));
    assertEquals(
        List.of("odd/2019 Sommer, Italien/1.jpg"), find(odds + "2019 Sommer, Italien/*.{jpg,png}"));
    assertEquals(List.of("odd/photos[2024]/2.jpg"), find(odds + "photos[2024]/*.jpg"));
    assertEquals(List.of("odd/photos[2024]/2.jpg"), find(odds + "photos[2024]/**"));
    assertEquals(List.of("odd/star*/5.jpg"), find(odds + "star*/*"));
    assertEquals(List.of("odd/what?/{p,q}/6.jpg"), find(odds + "what?/{p,q}/?.jpg"));
    assertEquals(List.of("odd/back\\slash/8.jpg"), find(odds + "back\\slash/*"));
    assertEquals(List.of("odd/ edge /4.jpg"), find(odds + " edge "));
    assertEquals(List.of("odd/@list/3.jpg"), find(odds + "@list"));
    assertEquals(List.of("odd/a, b,c/[x], {y}.jpg"), find(odds + "a, b,c/[x], {y}.jpg"));
    assertEquals(
        List.of(
            "odd/2019 Sommer, Italien/1.jpg",
            "odd/a, b,c/[x], {y}.jpg",
            "odd/comma,/7.jpg",
            "odd/photos[2024]/2.jpg",
            "x.png"),
        find(
            odds
                + "2019 Sommer, Italien, "
                + odds
                + "photos[2024]/*.jpg,"
                + odds
                + "comma,/,"
                + folder
                + "/{x,nothing}.png,"
                + odds
                + "a, b,c/[x], {y}.jpg"));
  }

  @Test
  void shouldJoinSeveralInputs() {
    String both = RepeatedOption.join(List.of(folder + "/a.jpg", folder + "/sub/deep/d,e.jpg"));
    assertEquals(List.of("a.jpg", "sub/deep/d,e.jpg"), find(both));
    InputException e =
        assertThrows(
            InputException.class,
            () -> InputImages.find(RepeatedOption.join(List.of("no1", "no2")), FileFilter.MEANT));
    assertTrue(e.getMessage().startsWith("nothing matches 'no1, no2':"), e.getMessage());
  }

  @Test
  void shouldTellLinesApartThatAreNotText() throws IOException {
    Path list = folder.resolve("list.txt");
    byte[] lines = "/a\u00e9.jpg\n/a\u00ea.jpg\nb.jpg\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(list, lines);
    assertEquals(
        List.of(
            "file:///a%E9.jpg", "file:///a%EA.jpg", Path.of("b.jpg").toAbsolutePath().toString()),
        InputImages.find("@" + list, FileFilter.MEANT).problems().stream()
            .map(FileListing.Problem::path)
            .toList());
  }

  @Test
  void shouldSayWhatMatchesNothing() {
    InputException e =
        assertThrows(
            InputException.class, () -> InputImages.find(folder + "/*.webp", FileFilter.MEANT));
    assertTrue(
        e.getMessage().startsWith("nothing matches '" + folder + "/*.webp'"), e.getMessage());
  }

  @Test
  void shouldSayWhichListIsMissing() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> InputImages.find("@" + folder + "/no.txt", FileFilter.MEANT));
    assertTrue(e.getMessage().startsWith("can't read the list '" + folder + "/no.txt'"));
  }

  @Test
  void shouldTakeAnEmptyListForNothing() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(list, "\n\n");
    assertThrows(InputException.class, () -> InputImages.find("@" + list, FileFilter.MEANT));
  }

  private List<String> find(String input) {
    InputImages found = InputImages.find(input, FileFilter.MEANT);
    assertEquals(List.of(), found.problems());
    return names(found);
  }

  private List<String> names(InputImages found) {
    return found.files().stream()
        .map(file -> folder.relativize(Path.of(file.resourceId().toString())).toString())
        .toList();
  }

  /** A glob with a slash starts at the folder that is listed, whatever else is read. */
  @Test
  void shouldHoldEachFileToItsOwnPlace() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("a/x/1.jpg", "x/2.jpg", "3.jpg")) {
      Files.createDirectories(photos.resolve(name).getParent());
      Files.writeString(photos.resolve(name), name);
    }
    Path other = Files.createDirectories(folder.resolve("other/x")).resolve("4.jpg");
    Files.writeString(other, "4");
    Path list = Files.writeString(folder.resolve("list.txt"), other + "\n" + other + "\n");
    FileFilter filter = new FileFilter(List.of(), List.of("x/*"), false);
    String both = RepeatedOption.join(List.of(photos.toString(), "@" + list));
    InputImages found = InputImages.find(both, filter);
    assertEquals(List.of("photos/3.jpg", "photos/a/x/1.jpg"), names(found));
    assertEquals(new FileListing.LeftOut(0, 3), found.leftOut());
  }
}
