package org.imagebeam.thumbnail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailFolderTest {
  @TempDir Path temp;

  @Test
  void shouldNameEachImageByItsPath() {
    // printf %s /photos/a.jpg | sha256sum
    assertEquals(
        "3/3a9ecb83c83c4d14a2ab4405fd310b78.thumbnail.jpg", ThumbnailFolder.name("/photos/a.jpg"));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      names.add(ThumbnailFolder.name("/photos/" + i + ".jpg"));
    }
    assertEquals(10_000, names.size());
    assertTrue(names.contains(ThumbnailFolder.name("/photos/77.jpg")), "the same each time");
    assertTrue(names.stream().allMatch(name -> ThumbnailFolder.isThumbnail("/x/" + name)));
  }

  @Test
  void shouldKnowThumbnailsFromImages() {
    String id = ThumbnailFolder.id("x");
    assertTrue(ThumbnailFolder.isThumbnail("gs://b/" + id.charAt(0) + "/" + id + ".thumbnail.jpg"));
    assertFalse(ThumbnailFolder.isThumbnail("/x/" + id + ".thumbnail.jpg"), "in no such folder");
    assertFalse(ThumbnailFolder.isThumbnail(id + ".thumbnail.jpg"));
    assertFalse(ThumbnailFolder.isThumbnail("/" + id.charAt(0) + "/" + id + ".jpg"));
    assertFalse(ThumbnailFolder.isThumbnail("/a/a.thumbnail.jpg"));
  }

  @Test
  void shouldWriteAndFind() throws IOException {
    ThumbnailFolder folder = new ThumbnailFolder(temp.resolve("a/t").toString());
    assertEquals(0, folder.find().size());
    for (int i = 0; i < 200; i++) {
      folder.write("/p/" + i, new byte[] {(byte) i});
    }
    folder.write("/p/7", new byte[] {1, 2, 3});
    ThumbnailFolder.Found found = folder.find();
    assertEquals(200, found.size());
    for (int i = 0; i < 200; i++) {
      assertTrue(found.has(ThumbnailFolder.id("/p/" + i)));
      assertFalse(found.has(ThumbnailFolder.id("/q/" + i)));
    }
    assertArrayEquals(
        new byte[] {1, 2, 3},
        Files.readAllBytes(temp.resolve("a/t/" + ThumbnailFolder.name("/p/7"))));
    assertEquals(200, files().size(), "and nothing besides");
  }

  @Test
  void shouldDeleteWhatKilledWritersLeft() throws IOException {
    ThumbnailFolder folder = new ThumbnailFolder(temp.toString());
    folder.write("/p", new byte[] {1});
    Path whole = temp.resolve(ThumbnailFolder.name("/p"));
    Path old = whole.resolveSibling("." + whole.getFileName() + ".0123456789abcdef.tmp");
    Path fresh = whole.resolveSibling("." + whole.getFileName() + ".fedcba9876543210.tmp");
    Path mine = whole.resolveSibling("mine.tmp");
    for (Path file : List.of(old, fresh, mine)) {
      Files.write(file, new byte[] {1});
    }
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Files.setLastModifiedTime(old, before);
    Files.setLastModifiedTime(mine, before);
    assertEquals(1, folder.find().size());
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(fresh), "it may be being written");
    assertTrue(Files.exists(mine));
  }

  @Test
  void shouldLeaveNothingWhereItCanNotWrite() throws IOException {
    ThumbnailFolder folder = new ThumbnailFolder(temp.toString());
    Path target = temp.resolve(ThumbnailFolder.name("/p"));
    Files.createDirectories(target.resolve("in the way"));
    assertThrows(IOException.class, () -> folder.write("/p", new byte[] {1}));
    assertEquals(List.of(), files());
    // Which keeps no image from its row.
    new ThumbnailWriter(folder).write("/p", ByteString.copyFromUtf8("x"));
    assertEquals(List.of(), files());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
