package org.imagebeam.model.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.imagebeam.model.UnpackedModel;
import org.imagebeam.testing.ArchiveWriter;
import org.imagebeam.testing.ArchiveWriter.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {
  private static final ArchiveLimits SMALL = new ArchiveLimits(1000, 5);

  @TempDir Path temp;
  private Path folder;

  @Test
  void shouldUnpackFilesAndFolders() throws IOException {
    List<Entry> entries =
        List.of(
            Entry.folder("a/"),
            Entry.file("a/b.txt", "one"),
            Entry.file("./c/d.txt", "two"),
            Entry.file("Ünïcode..txt", ""));
    for (byte[] archive : List.of(ArchiveWriter.tgz(entries), ArchiveWriter.zip(entries))) {
      unpack(archive, SMALL);
      assertEquals("one", Files.readString(folder.resolve("a/b.txt")));
      assertEquals("two", Files.readString(folder.resolve("c/d.txt")));
      assertEquals("", Files.readString(folder.resolve("Ünïcode..txt")));
      assertEquals(3, UnpackedModel.files(folder).size());
    }
  }

  @Test
  void shouldUnpackNamesThatNeedExtraHeaders() throws IOException {
    String name = "x".repeat(150) + "/" + "y".repeat(150);
    unpack(ArchiveWriter.tgz(List.of(Entry.file(name, "long"))), SMALL);
    assertEquals("long", Files.readString(folder.resolve(name)));
  }

  @Test
  void shouldRefusePathsThatLeadElsewhere() throws IOException {
    String elsewhere = temp.resolve("evil").toString();
    for (String name : List.of(elsewhere, "/evil", "C:\\evil", "c:evil", "\\evil")) {
      refused("not a relative path", Entry.file(name, "evil"));
    }
    for (String name : List.of("../evil", "a/../../evil", "a/..", "..", "./../evil")) {
      refused("leads out of the folder", Entry.file(name, "evil"));
    }
    refused("leads out of the folder", Entry.folder("../evil/"));
    assertFalse(Files.exists(temp.resolve("evil")));
    assertFalse(Files.exists(Path.of("/evil")));
  }

  @Test
  void shouldRefuseLinks() throws IOException {
    refused("'x', which is a link", new Entry("x", '2', "/etc/passwd"));
    // Through which a later entry would be written elsewhere.
    Entry file = Entry.file("x/evil", "evil");
    refused("'x', which is a link", new Entry("x", '2', temp.toString()), file);
    ArchiveException hard =
        assertThrows(
            ArchiveException.class,
            () -> unpack(ArchiveWriter.tgz(List.of(new Entry("x", '1', "/etc/passwd"))), SMALL));
    assertTrue(hard.getMessage().contains("'x', which is a link"), hard.getMessage());
    assertFalse(Files.exists(temp.resolve("evil")));
    assertFalse(Files.exists(folder.resolve("x"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void shouldRefuseDevicesAndPipes() throws IOException {
    for (char type : new char[] {'3', '4', '6'}) {
      refused("'x', which is a device", new Entry("x", type, ""));
    }
    for (char type : new char[] {'S', 'V', 'Z'}) {
      ArchiveException e =
          assertThrows(
              ArchiveException.class,
              () -> unpack(ArchiveWriter.tgz(List.of(new Entry("x", type, ""))), SMALL),
              "type " + type);
      assertTrue(e.getMessage().contains("'x'") || e.getMessage().contains("damaged"));
    }
  }

  @Test
  void shouldTakeSpellingsThatSomeDisksTakeForOneForOne() throws IOException {
    String composed = "caf\u00e9";
    String decomposed = "cafe\u0301";
    refused("in two spellings", Entry.file(composed, "1"), Entry.file(decomposed, "2"));
    refused("in two spellings", Entry.file("CAF\u00c9", "1"), Entry.file(decomposed, "2"));
    refused("in two spellings", Entry.file("a/x", "1"), Entry.file("A/y", "2"));
    refused("in two spellings", Entry.folder(composed + "/"), Entry.file(decomposed + "/y", "2"));
    refused("in two spellings", Entry.file("\uac00", "1"), Entry.file("\u1100\u1161", "2"));
    refused("in two spellings", Entry.file("\u03c3", "1"), Entry.file("\u03c2", "2"));
    refused("twice", Entry.file(composed, "1"), Entry.file(composed, "2"));
    unpack(ArchiveWriter.tgz(List.of(Entry.file("ss", "1"), Entry.file("\u00df", "2"))), SMALL);
    unpack(ArchiveWriter.tgz(List.of(Entry.file("e", "1"), Entry.file("\u00e9", "2"))), SMALL);
    unpack(ArchiveWriter.tgz(List.of(Entry.folder("a/"), Entry.file("a/x", "2"))), SMALL);
  }

  @Test
  void shouldSayWhatIsDamagedWhereverItIs() throws IOException {
    List<Entry> entries = List.of(Entry.folder("a/"), Entry.file("a/b.txt", "x".repeat(300)));
    for (byte[] archive : List.of(ArchiveWriter.tgz(entries), ArchiveWriter.zip(entries))) {
      for (int i = 0; i < archive.length; i++) {
        byte[] changed = archive.clone();
        changed[i] ^= 0x41;
        for (byte[] bad : List.of(Arrays.copyOf(archive, i), changed)) {
          try {
            unpack(bad, SMALL);
          } catch (ArchiveException e) {
            assertFalse(e.getMessage().contains("null"), i + ": " + e.getMessage());
          }
        }
      }
    }
  }

  @Test
  void shouldRefuseMoreBytesThanAllowed() throws IOException {
    Entry half = Entry.file("a", "x".repeat(600));
    Entry rest = Entry.file("b", "y".repeat(401));
    refused("unpacks to more than 1,000 bytes", half, rest);
    unpack(ArchiveWriter.tgz(List.of(half, Entry.file("c", "z".repeat(400)))), SMALL);
  }

  @Test
  void shouldCountWhatComesOutAndNotWhatIsStated() throws IOException {
    byte[] zip = ArchiveWriter.zip(List.of(Entry.file("a", "x".repeat(100_000))));
    // The directory at the end states the length at offset 24 of its entry.
    int directory = indexOf(zip, "PK\1\2");
    zip[directory + 24] = 10;
    zip[directory + 25] = 0;
    zip[directory + 26] = 0;
    ArchiveException e = assertThrows(ArchiveException.class, () -> unpack(zip, SMALL));
    assertTrue(
        e.getMessage().contains("more than 1,000 bytes") || e.getMessage().contains("damaged"),
        e.getMessage());
  }

  @Test
  void shouldNotHoldALongNameInMemory() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] tar = new byte[512];
      put(tar, 0, "././@LongLink");
      put(tar, 100, "0000644\0000000000\0000000000\00077777777777\00000000000000\000        L");
      put(tar, 257, "ustar  \0");
      put(tar, 148, String.format("%06o\0 ", sum(tar)));
      gzip.write(tar);
      for (int i = 0; i < 100; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    ArchiveException e =
        assertThrows(
            ArchiveException.class, () -> unpack(bytes.toByteArray(), ArchiveLimits.DEFAULT));
    assertTrue(e.getMessage().contains("unpacks to more than"), e.getMessage());
  }

  private static void put(byte[] bytes, int offset, String text) {
    byte[] ascii = text.getBytes(UTF_8);
    System.arraycopy(ascii, 0, bytes, offset, ascii.length);
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte one : bytes) {
      sum += one & 0xff;
    }
    return sum;
  }

  @Test
  void shouldRefuseMoreEntriesThanAllowed() throws IOException {
    Entry[] six =
        IntStream.range(0, 6).mapToObj(i -> Entry.file("f" + i, "")).toArray(Entry[]::new);
    refused("holds more than 5 files and folders", six);
    unpack(ArchiveWriter.tgz(Arrays.asList(six).subList(0, 5)), SMALL);
  }

  @Test
  void shouldRefuseANameTwice() throws IOException {
    refused("'a' twice", Entry.file("a", "1"), Entry.file("a", "2"));
    refused("'./a' twice", Entry.file("a", "1"), Entry.file("./a", "2"));
    refused("'A' twice, or in two spellings", Entry.file("a", "1"), Entry.file("A", "2"));
    refused("as a file and as a folder", Entry.file("a", "1"), Entry.file("a/b", "2"));
  }

  @Test
  void shouldRefuseControlCharacters() throws IOException {
    refused("'a?b', which has a control character", Entry.file("a\nb", ""));
  }

  @Test
  void shouldRefuseWhatIsNoArchive() throws IOException {
    for (byte[] bytes : List.of(new byte[0], new byte[] {1}, "<html>".getBytes(UTF_8))) {
      ArchiveException e = assertThrows(ArchiveException.class, () -> unpack(bytes, SMALL));
      assertEquals("is neither a .tgz nor a .zip file", e.getMessage());
    }
    assertTrue(damaged(gzip("no tar, but text".repeat(100))).contains("damaged"));
    assertEquals("holds nothing", damaged(gzip("")));
  }

  @Test
  void shouldNoticeDamage() throws IOException {
    String text = String.join(" ", IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    List<Entry> entries = List.of(Entry.file("a", text));
    for (byte[] archive : List.of(ArchiveWriter.tgz(entries), ArchiveWriter.zip(entries))) {
      for (int cut = 10; cut < archive.length; cut += 97) {
        String message = damaged(Arrays.copyOf(archive, cut));
        assertTrue(message.startsWith("is damaged: "), message);
      }
      byte[] flipped = archive.clone();
      flipped[archive.length / 3] ^= 0x10;
      damaged(flipped);
    }
  }

  @Test
  void shouldNoticeAWrongChecksumAtTheEnd() throws IOException {
    byte[] archive = ArchiveWriter.tgz(List.of(Entry.file("a", "text")));
    archive[archive.length - 8] ^= 1;
    assertTrue(damaged(archive).startsWith("is damaged: "));
  }

  @Test
  void shouldKnowArchivesByName() {
    for (String name : List.of("a.tgz", "x/b.TAR.GZ", "gs://c/d.zip")) {
      assertTrue(Archives.isName(name), name);
    }
    for (String name : List.of("a", "tgz", "a.pb", "a.tgz/", "a.gz")) {
      assertFalse(Archives.isName(name), name);
    }
  }

  private String damaged(byte[] archive) throws IOException {
    return assertThrows(ArchiveException.class, () -> unpack(archive, ArchiveLimits.DEFAULT))
        .getMessage();
  }

  /** By both kinds of archives. */
  private void refused(String message, Entry... entries) throws IOException {
    List<byte[]> archives =
        List.of(ArchiveWriter.tgz(List.of(entries)), ArchiveWriter.zip(List.of(entries)));
    for (byte[] archive : archives) {
      ArchiveException e = assertThrows(ArchiveException.class, () -> unpack(archive, SMALL));
      assertTrue(e.getMessage().contains(message), e.getMessage());
    }
  }

  private void unpack(byte[] archive, ArchiveLimits limits) throws IOException {
    Path file = Files.write(temp.resolve("archive"), archive);
    folder = Files.createTempDirectory(temp, "in");
    Archives.unpack(file, folder, limits);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, ISO_8859_1).indexOf(text);
  }
}
