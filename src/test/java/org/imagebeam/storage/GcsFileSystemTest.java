package org.imagebeam.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GcsFileSystemTest {
  private static GcsEmulator gcs;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    gcs = GcsEmulator.start();
    BeamFileSystems.register();
  }

  @AfterAll
  static void stop() {
    if (gcs != null) {
      gcs.close();
    }
  }

  private static String bucket(String name, String... objects) {
    gcs.createBucket(name);
    for (String object : objects) {
      gcs.put(name, object, object.getBytes(UTF_8));
    }
    return "gs://" + name + "/";
  }

  private static ResourceId file(String path) {
    return FileSystems.matchNewResource(path, false);
  }

  private static List<String> match(String spec) throws IOException {
    return FileSystems.match(spec).metadata().stream()
        .map(metadata -> metadata.resourceId().toString())
        .toList();
  }

  @Test
  void shouldMatch() throws IOException {
    String root = bucket("match", "a/1.jpg", "a/b/2.jpg", "a/b/x[1].jpg", "3.png", "a/empty/");
    assertEquals(List.of(root + "a/1.jpg"), match(root + "a/*"));
    assertEquals(
        List.of(root + "a/1.jpg", root + "a/b/2.jpg", root + "a/b/x[1].jpg"),
        match(root + "**/*.jpg"));
    assertEquals(List.of(root + "3.png"), match(root + "3.png"));
    assertEquals(List.of(root + "a/b/x[1].jpg"), match(root + "a/b/x[1].jpg"));
    assertEquals(List.of(root + "a/b/"), match(root + "a/b/"));
    assertEquals(List.of(root), match(root));
    assertEquals(Status.NOT_FOUND, FileSystems.match(root + "a/b").status());
    assertEquals(Status.NOT_FOUND, FileSystems.match(root + "c/").status());
    assertEquals(List.of(), match(root + "*.gif"));
    assertEquals(Status.NOT_FOUND, FileSystems.match("gs://match-none/*").status());
    MatchResult bad = FileSystems.match(root + "[z-a]*");
    assertEquals(Status.ERROR, bad.status());
    assertThrows(IOException.class, bad::metadata);
  }

  @Test
  void shouldDescribeObjects() throws IOException, InterruptedException {
    String path = bucket("describe", "a") + "a";
    Metadata first = FileSystems.matchSingleFileSpec(path);
    assertEquals(1, first.sizeBytes());
    assertTrue(first.isReadSeekEfficient());
    long now = System.currentTimeMillis();
    assertTrue(Math.abs(now - first.lastModifiedMillis()) < 60_000, first.toString());
    assertEquals(first, FileSystems.matchSingleFileSpec(path));
    // Google takes one write of an object a second.
    Thread.sleep(2);
    gcs.put("describe", "a", "b".getBytes(UTF_8));
    Metadata second = FileSystems.matchSingleFileSpec(path);
    assertTrue(second.lastModifiedMillis() > first.lastModifiedMillis(), second.toString());
    assertNotEquals(first.checksum(), second.checksum());
  }

  @Test
  void shouldReadFromAnyPosition() throws IOException {
    byte[] content = new byte[5_000_000];
    new Random(1).nextBytes(content);
    String root = bucket("read");
    gcs.put("read", "a", content);
    SeekableByteChannel closed;
    try (SeekableByteChannel channel = (SeekableByteChannel) FileSystems.open(file(root + "a"))) {
      assertEquals(content.length, channel.size());
      assertArrayEquals(content, read(channel, content.length));
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
      assertEquals(content.length, channel.position());
      channel.position(4_000_000);
      assertArrayEquals(Arrays.copyOfRange(content, 4_000_000, 4_000_010), read(channel, 10));
      assertEquals(4_000_010, channel.position());
      assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
      assertThrows(NonWritableChannelException.class, () -> channel.truncate(0));
      assertTrue(channel.isOpen());
      closed = channel;
    }
    assertFalse(closed.isOpen());
    assertThrows(ClosedChannelException.class, () -> closed.read(ByteBuffer.allocate(1)));
  }

  private static byte[] read(SeekableByteChannel channel, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      assertTrue(channel.read(bytes) > 0, "end of file at " + bytes.position());
    }
    return bytes.array();
  }

  @Test
  void shouldNameMissingObject() throws IOException {
    String path = bucket("missing-object") + "a";
    try (SeekableByteChannel channel = (SeekableByteChannel) FileSystems.open(file(path))) {
      FileNotFoundException e =
          assertThrows(FileNotFoundException.class, () -> channel.read(ByteBuffer.allocate(1)));
      assertEquals(path + " does not exist", e.getMessage());
      assertThrows(FileNotFoundException.class, channel::size);
    }
    FileNotFoundException e =
        assertThrows(
            FileNotFoundException.class,
            () -> FileSystems.copy(List.of(file(path)), List.of(file(path + "b"))));
    assertEquals(path + " does not exist", e.getMessage());
  }

  @Test
  void shouldCreateObjectWhenChannelIsClosed() throws IOException {
    String path = bucket("create") + "a b";
    try (WritableByteChannel channel = FileSystems.create(file(path), "text/plain")) {
      channel.write(ByteBuffer.wrap("content".getBytes(UTF_8)));
      assertEquals(List.of(), gcs.names("create"));
    }
    assertEquals("content", new String(gcs.get("create", "a b"), UTF_8));
  }

  @Test
  void shouldCopyRenameAndDelete() throws IOException {
    String root = bucket("move", "a", "b", "c");
    FileSystems.copy(
        List.of(file(root + "a"), file(root + "b")),
        List.of(file(root + "x/a"), file(root + "x/b")));
    assertEquals(List.of("a", "b", "c", "x/a", "x/b"), gcs.names("move"));
    FileSystems.rename(List.of(file(root + "a")), List.of(file(root + "d")));
    assertEquals("a", new String(gcs.get("move", "d"), UTF_8));
    FileSystems.delete(List.of(file(root + "b"), file(root + "none"), file(root + "x/b")));
    assertEquals(List.of("c", "d", "x/a"), gcs.names("move"));
  }

  @Test
  void shouldRenameAsFileSinksDo() throws IOException {
    String root = bucket("sink", "t/1", "t/2", "2");
    gcs.put("sink", "2", "t/2".getBytes(UTF_8));
    FileSystems.rename(
        Stream.of("t/1", "t/2", "t/3").map(name -> file(root + name)).toList(),
        Stream.of("1", "2", "3").map(name -> file(root + name)).toList(),
        StandardMoveOptions.IGNORE_MISSING_FILES,
        StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    assertEquals(List.of("1", "2"), gcs.names("sink"));
  }

  @Test
  void shouldServeBeamsTextFiles() throws IOException {
    String root = bucket("text");
    TestPipeline write = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    write
        .apply(Create.of("one", "two", "three"))
        .apply(TextIO.write().to(root + "out/lines").withSuffix(".txt").withNumShards(2));
    write.run().waitUntilFinish();
    assertEquals(
        List.of("out/lines-00000-of-00002.txt", "out/lines-00001-of-00002.txt"), gcs.names("text"));

    TestPipeline read = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PAssert.that(read.apply(TextIO.read().from(root + "out/*.txt")))
        .containsInAnyOrder("one", "two", "three");
    read.run().waitUntilFinish();
  }
}
