package org.imagebeam.bottleneck;

import static org.imagebeam.bottleneck.CacheFixture.key;
import static org.imagebeam.bottleneck.CacheFixture.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.tfrecord.TfRecords;
import org.junit.jupiter.api.io.TempDir;

/** A folder of shards, and what a cache reads from it. */
abstract class BottleneckCacheFixture {
  static final BottleneckSettings SETTINGS = CacheFixture.settings("0123456789ab", 0);

  @TempDir Path temp;

  static byte[] file(byte[]... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      TfRecords.write(record, out);
    }
    return out.toByteArray();
  }

  ShardWriter writer(BottleneckSettings settings) {
    return new ShardWriter(temp.toString(), settings, "run");
  }

  void write(BottleneckSettings settings, int... images) throws IOException {
    ShardWriter writer = writer(settings);
    for (int image : images) {
      writer.add(key(image, 0), vector(image, 0));
    }
    writer.flush();
  }

  BottleneckCache cache(BottleneckSettings settings) {
    return new BottleneckCache(temp.toString(), settings);
  }

  CacheContents read(BottleneckSettings settings, int images) throws IOException {
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(images), settings), true);
    cache(settings).read(contents);
    return contents;
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static void assertVector(float[] expected, CacheContents contents, int slot) {
    assertTrue(contents.has(slot));
    float[] found = new float[expected.length];
    contents.vectors().get(slot).get(found);
    assertArrayEquals(expected, found);
    assertEquals(expected.length, contents.vectors().length());
  }
}
