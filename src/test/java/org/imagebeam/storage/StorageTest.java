package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.imagebeam.local.OutputException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StorageTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void setUp() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void shouldReadWhatIsPresent() throws IOException {
    Path file = folder.resolve("file");
    assertEquals(Optional.empty(), Storage.readIfPresent(file.toString(), 10));
    Files.writeString(file, "content");
    assertArrayEquals(
        Files.readAllBytes(file), Storage.readIfPresent(file.toString(), 7).orElseThrow());
    assertThrows(FileTooLargeException.class, () -> Storage.readIfPresent(file.toString(), 6));
    IOException e =
        assertThrows(IOException.class, () -> Storage.readIfPresent(folder.toString(), 10));
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 20, (1 << 20) + 1, 3 << 20})
  void shouldReadFilesOfAllLengths(int length) throws IOException {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    String file = Files.write(folder.resolve("file"), content).toString();
    assertArrayEquals(content, Storage.readAll(file, length));
    assertArrayEquals(content, Storage.readAll(file, Integer.MAX_VALUE));
    if (length > 0) {
      assertThrows(FileTooLargeException.class, () -> Storage.readAll(file, length - 1));
    }
  }

  /** Such as those of /proc: the system says that they hold nothing. */
  @Test
  void shouldReadFilesWhoseLengthIsNotKnown() throws IOException {
    String file = "/proc/self/maps";
    Assumptions.assumeTrue(Files.isReadable(Path.of(file)), "needs " + file);
    assertEquals(0, Files.size(Path.of(file)));
    assertTrue(Storage.readAll(file, Integer.MAX_VALUE).length > 0);
  }

  @Test
  void shouldNotWaitForAPipeThatTookTheFilesPlace() throws Exception {
    Path file = Files.writeString(folder.resolve("a.jpg"), "12345");
    ResourceId listed = Storage.stat(file.toString()).orElseThrow().resourceId();
    FileVersion version = Storage.version(file.toString()).orElseThrow();
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    String message = file + " is a pipe, a socket or a device, and not a file";
    List<Executable> reads =
        List.of(
            () -> Storage.readAll(listed, 100),
            () -> Storage.open(listed),
            () -> Storage.readAll(file.toString(), 100),
            () -> Storage.open(file.toString()),
            () -> Storage.open(file.toString(), version, 0));
    for (Executable read : reads) {
      IOException e =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60), () -> assertThrows(IOException.class, read));
      assertEquals(message, e.getMessage());
    }
  }

  @Test
  void shouldTellFilesFromFolders() throws IOException {
    Path file = Files.writeString(folder.resolve("a[1] *.txt"), "12345");
    Metadata metadata = Storage.stat(file.toString()).orElseThrow();
    assertEquals(5, metadata.sizeBytes());
    assertEquals(file.toString(), metadata.resourceId().toString());
    assertFalse(metadata.resourceId().isDirectory());
    assertTrue(Storage.stat(folder.toString()).orElseThrow().resourceId().isDirectory());
    assertEquals(Optional.empty(), Storage.stat(folder + "/a*"));
    assertEquals(Optional.empty(), Storage.stat(file + "/below"));
    assertTrue(Storage.exists(file.toString()));
    assertFalse(Storage.exists(folder + "/b"));
    assertTrue(Storage.isFolder(folder.toString()));
    assertFalse(Storage.isFolder(file.toString()));
    assertFalse(Storage.isFolder(folder + "/b"));
  }

  @Test
  void shouldReadUpToTheLimit() throws IOException {
    Path file = Files.write(folder.resolve("ten"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    byte[] expected = Files.readAllBytes(file);
    assertArrayEquals(expected, Storage.readAll(file.toString(), 10));
    assertArrayEquals(expected, Storage.readAll(file.toString(), Long.MAX_VALUE));
    FileTooLargeException e =
        assertThrows(FileTooLargeException.class, () -> Storage.readAll(file.toString(), 9));
    assertEquals(file + " has 10 bytes, over the limit of 9", e.getMessage());
    Path empty = Files.createFile(folder.resolve("empty"));
    assertEquals(0, Storage.readAll(empty.toString(), 0).length);
    assertThrows(IllegalArgumentException.class, () -> Storage.readAll(file.toString(), -1));
  }

  @Test
  void shouldReadWhatListingNames() throws IOException {
    Files.writeString(folder.resolve("猫 {a,b}.jpg"), "cat");
    Metadata metadata = FileListing.expand(folder.toString()).files().get(0);
    assertEquals(
        "cat", new String(Storage.readAll(metadata.resourceId(), 3), StandardCharsets.UTF_8));
    FileTooLargeException e =
        assertThrows(FileTooLargeException.class, () -> Storage.readAll(metadata.resourceId(), 2));
    assertEquals(metadata.resourceId() + " has 3 bytes, over the limit of 2", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20})
  void shouldReadFilesOfAnySize(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Path file = Files.write(folder.resolve("file"), content);
    ResourceId named = Storage.stat(file.toString()).orElseThrow().resourceId();
    assertArrayEquals(content, Storage.readAll(named, size));
    assertArrayEquals(content, Storage.readAll(named, Long.MAX_VALUE));
    assertArrayEquals(content, Storage.readAll(file.toString(), size));
    if (size > 0) {
      assertThrows(FileTooLargeException.class, () -> Storage.readAll(named, size - 1));
    }
  }

  @Test
  void shouldReadAFileWhoseSizeIsNotKnownBeforehand() throws IOException {
    // Of such files in /proc the system says that they have no bytes.
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "needs " + status + ", which Linux alone has");
    ResourceId named = FileSystems.matchNewResource(status.toString(), false);
    String content = new String(Storage.readAll(named, 1 << 20), StandardCharsets.UTF_8);
    assertTrue(content.startsWith("Name:"), content);
  }

  @Test
  void shouldNameWhatCannotBeRead() {
    String missing = folder + "/missing";
    FileNotFoundException e =
        assertThrows(FileNotFoundException.class, () -> Storage.open(missing));
    assertEquals(missing + " (No such file or directory)", e.getMessage());
    e = assertThrows(FileNotFoundException.class, () -> Storage.open(folder.toString()));
    assertEquals(folder + " (Is a directory)", e.getMessage());
    assertThrows(UnknownSchemeException.class, () -> Storage.open("s3://bucket/x"));
    assertThrows(IOException.class, () -> Storage.stat(""));
  }

  @Test
  void shouldListNames() throws IOException {
    Storage.createFolder(folder + "/b/c");
    Files.writeString(folder.resolve("b/x"), "");
    Files.writeString(folder.resolve("a"), "");
    assertEquals(List.of("a", "b/"), Storage.list(folder.toString()));
    assertEquals(List.of("c/", "x"), Storage.list(folder + "/b/"));
    assertEquals(List.of(), Storage.list(folder + "/missing"));
    IOException e = assertThrows(IOException.class, () -> Storage.list(folder + "/a"));
    assertEquals(folder + "/a is not a folder", e.getMessage());
  }

  @Test
  void shouldDelete() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "");
    Path work = folder.resolve("work");
    Storage.createFolder(work + "/b/c");
    Files.writeString(work.resolve("b/x"), "");
    Files.createSymbolicLink(work.resolve("link"), folder);
    IOException e = assertThrows(IOException.class, () -> Storage.delete(work.toString()));
    assertEquals(work + " is a folder that is not empty", e.getMessage());
    Storage.deleteRecursively(work.toString());
    Storage.deleteRecursively(work.toString());
    assertEquals(List.of("outside"), Storage.list(folder.toString()));
    Storage.delete(outside.toString());
    Storage.delete(outside.toString());
    assertFalse(Files.exists(outside));
    assertThrows(IllegalArgumentException.class, () -> Storage.deleteRecursively("/"));
  }

  @Test
  void shouldCreateFoldersOnceOnly() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Storage.createFolder(folder + "/a/b");
    Storage.createFolder(folder + "/a/b");
    assertTrue(Files.isDirectory(folder.resolve("a/b")));
    OutputException e =
        assertThrows(OutputException.class, () -> Storage.createFolder(file.toString()));
    assertTrue(e.getMessage().contains("is a file where a folder is needed"), e.getMessage());
  }

  @Test
  void shouldResolveChildren() {
    assertEquals("a/b", Storage.resolve("a", "b"));
    assertEquals("a/b/c", Storage.resolve("a/", "b/c"));
    assertEquals("b", Storage.resolve("", "b"));
    assertEquals("/b", Storage.resolve("/", "b"));
    assertEquals("gs://bucket/b", Storage.resolve("gs://bucket", "b"));
    assertThrows(IllegalArgumentException.class, () -> Storage.resolve("a", ""));
    assertThrows(IllegalArgumentException.class, () -> Storage.resolve("a", "/b"));
  }

  @Test
  void shouldKnowLocalPaths() throws IOException {
    assertEquals(Optional.of(folder.resolve("x")), Storage.localPath(folder + "/x"));
    assertEquals(Optional.of(Path.of("x").toAbsolutePath()), Storage.localPath("x"));
    assertEquals(Optional.empty(), Storage.localPath("gs://bucket/x"));
  }
}
