package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySetTest {
  private static final String FIRST = "libfirst.so";
  private static final String SECOND = "libsecond.so.2";
  private static final byte[] PLAIN = "no ELF file".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;
  private byte[] elf;
  private LibrarySet set;

  /** A library of 300 bytes that are loaded and 100 that aren't, and a file of another format. */
  @BeforeEach
  void writeJar() throws IOException {
    elf = Arrays.copyOf(ElfHeadTest.head(0, 300), 400);
    Arrays.fill(elf, 200, 400, (byte) 5);
    Path jar = temp.resolve("x.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(FIRST));
      zip.write(elf);
      zip.putNextEntry(new ZipEntry(SECOND));
      zip.write(PLAIN);
    }
    set =
        new LibrarySet(
            List.of(
                new PackedLibrary(url(jar, FIRST), FIRST, 11, 300),
                new PackedLibrary(url(jar, SECOND), SECOND, 12, PLAIN.length)));
  }

  private static URL url(Path jar, String name) throws IOException {
    return new URL("jar:" + jar.toUri() + "!/" + name);
  }

  @Test
  void shouldUnpackWhatIsLoadedAndLeaveNothingElse() throws IOException {
    Path folder = temp.resolve("a/b");
    assertTrue(set.unpackTo(folder));
    byte[] expected = Arrays.copyOf(elf, 300);
    ElfHead.dropSections(expected);
    assertArrayEquals(expected, Files.readAllBytes(folder.resolve(FIRST)));
    assertArrayEquals(PLAIN, Files.readAllBytes(folder.resolve(SECOND)));
    assertEquals(List.of(FIRST, SECOND), names(folder));
    assertEquals(300 + PLAIN.length, set.bytes());
    assertFalse(set.unpackTo(folder));
  }

  @Test
  void shouldReplaceWhatIsNotWhole() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a"));
    Files.write(folder.resolve(FIRST), Arrays.copyOf(elf, 299));
    Files.write(folder.resolve(SECOND), PLAIN);
    assertEquals(List.of(FIRST), set.missingIn(folder).stream().map(PackedLibrary::name).toList());
    assertTrue(set.unpackTo(folder));
    assertEquals(List.of(), set.missingIn(folder));
    assertEquals(300, Files.size(folder.resolve(FIRST)));
  }

  @Test
  void shouldRemoveWhatAKilledProcessLeft() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a"));
    Files.write(folder.resolve("." + FIRST + ".0123456789abcdef.tmp"), new byte[100]);
    assertEquals(Optional.of(folder), set.choose(List.of(folder)).folder());
    assertEquals(List.of(), names(folder));
  }

  @Test
  void shouldGoOnToTheNextFolder() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    Path good = temp.resolve("good");
    LibrarySet.Choice choice = set.unpack(List.of(file.resolve("below"), good));
    assertEquals(Optional.of(good), choice.folder());
    assertTrue(choice.unpacked());
    assertFalse(set.unpack(List.of(good)).unpacked());
    assertEquals(
        file.resolve("below") + " can't be made, as " + file + " is no folder", choice.obstacles());
    assertEquals(List.of(FIRST, SECOND), names(good));
  }

  /** That there is no room can show while it is written, and not before. */
  @Test
  void shouldGoOnToTheNextFolderWhereItFailsMidway() throws IOException {
    Path first = Files.createDirectory(temp.resolve("first"));
    Files.createDirectory(first.resolve(SECOND));
    Path next = temp.resolve("next");
    LibrarySet.Choice choice = set.unpack(List.of(first, next));
    assertEquals(Optional.of(next), choice.folder());
    assertEquals(
        first
            + " can't be unpacked to: cannot write "
            + first.resolve(SECOND)
            + ": it is a folder; name a file in it",
        choice.obstacles());
    assertEquals(List.of(FIRST, SECOND), names(next));
  }

  @Test
  void shouldSayWhyNoFolderWillDo() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    LibrarySet.Choice choice = set.unpack(List.of(file));
    assertEquals(Optional.empty(), choice.folder());
    assertEquals(file + " can't be made, as " + file + " is no folder", choice.obstacles());
  }

  @Test
  void shouldNameFoldersByWhatIsInThem() {
    String name = set.folderName("some");
    assertTrue(name.matches("some-[0-9a-f]{8}"), name);
    PackedLibrary first = set.libraries().get(0);
    PackedLibrary other = new PackedLibrary(first.url(), FIRST, 13, 300);
    assertNotEquals(
        name, new LibrarySet(List.of(other, set.libraries().get(1))).folderName("some"));
  }

  @Test
  void shouldLeaveOutWhatIsNotOnTheClassPath() {
    assertEquals(List.of(), LibrarySet.of(List.of("/no/such.so")).libraries());
    LibrarySet tensorFlow = JavaCppLibraries.packed();
    assertEquals(6, tensorFlow.libraries().size());
    assertTrue(tensorFlow.bytes() < 510_000_000, Long.toString(tensorFlow.bytes()));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
