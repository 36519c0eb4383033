package org.imagebeam.bottleneck;

import static org.imagebeam.bottleneck.CacheFixture.key;
import static org.imagebeam.bottleneck.CacheFixture.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BottleneckCacheTest extends BottleneckCacheFixture {
  private static final BottleneckSettings COPIES = CacheFixture.settings("0123456789ab", 2);
  private static final StageFailure BROKEN =
      new StageFailure("decode", "ImageException", "truncated, \"really\"");
  private static final StageFailure UNREAD = new StageFailure("read", "IOException", "no network");

  @Test
  void shouldBeEmptyBeforeItIsThere() throws IOException {
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(3), SETTINGS), true);
    new BottleneckCache(temp.resolve("none").toString(), SETTINGS).read(contents);
    assertEquals(List.of(0, 1, 2), contents.missing());
    assertEquals(0, contents.vectors().length());
  }

  @Test
  void shouldGiveBackWhatWasWritten() throws IOException {
    ShardWriter writer = writer(COPIES);
    for (int variant = 0; variant < 3; variant++) {
      writer.add(key(1, variant), vector(1, variant));
    }
    writer.add(key(0, 0), BROKEN);
    writer.flush();
    writer.flush();
    assertEquals(2, names().size(), "one for images as they are, one for distorted copies");
    CacheContents contents = read(COPIES, 2);
    assertEquals(List.of(1, 2), contents.missing());
    assertEquals(3, contents.count());
    assertEquals(Optional.of(BROKEN), contents.failure(0));
    for (int variant = 0; variant < 3; variant++) {
      assertVector(vector(1, variant), contents, 3 + variant);
    }
  }

  @Test
  void shouldServeRunsOfOtherCopiesWithImagesAsTheyAre() throws IOException {
    write(SETTINGS, 0);
    CacheContents contents = read(COPIES, 1);
    assertTrue(contents.has(0));
    assertEquals(List.of(1, 2), contents.missing());
  }

  @Test
  void shouldHoldSeveralModelsInOneFolder() throws IOException {
    BottleneckSettings other = CacheFixture.settings("ba9876543210", 0);
    write(SETTINGS, 0);
    ShardWriter writer = writer(other);
    writer.add(key(0, 0), new float[] {7});
    writer.flush();
    assertVector(vector(0, 0), read(SETTINGS, 1), 0);
    assertVector(new float[] {7}, read(other, 1), 0);
    assertEquals(2, names().size());
  }

  @Test
  void shouldNotTakeWhatIsOfAnotherVersionOfTheFile() throws IOException {
    ShardWriter writer = writer(SETTINGS);
    writer.add(new BottleneckKey("/0.jpg", 99, 1000, 0), vector(0, 0));
    writer.add(new BottleneckKey("/1.jpg", 101, 999, 0), vector(1, 0));
    writer.add(new BottleneckKey("/2.png", 102, 1002, 0), vector(2, 0));
    writer.add(key(3, 1), vector(3, 1));
    writer.flush();
    assertEquals(List.of(0, 1, 2, 3), read(SETTINGS, 4).missing());
  }

  @Test
  void shouldTakeTheFirstOfSeveral() throws IOException {
    for (String last : List.of("b", "a")) {
      ShardWriter writer = writer(SETTINGS);
      writer.add(key(0, 0), new float[] {last.charAt(0)});
      writer.add(key(1, 0), BROKEN);
      writer.flush();
      rename(last);
    }
    ShardWriter writer = writer(SETTINGS);
    writer.add(key(1, 0), new float[] {5});
    writer.flush();
    rename("c");
    CacheContents contents = read(SETTINGS, 2);
    assertVector(new float[] {'a'}, contents, 0);
    assertVector(new float[] {5}, contents, 1);
    assertEquals(Optional.empty(), contents.failure(1), "a bottleneck counts more");
  }

  /** Gives the shard that was written last a name that tells its place among the others. */
  private void rename(String last) throws IOException {
    String prefix = "bottlenecks-" + SETTINGS.fingerprint(false) + "-";
    String written =
        names().stream()
            .filter(name -> name.length() > (prefix + "a.tfrecord").length())
            .findFirst()
            .orElseThrow();
    Files.move(temp.resolve(written), temp.resolve(prefix + last + ".tfrecord"));
  }

  @Test
  void shouldTellTransientFailuresToTheirRunAlone() throws IOException {
    ShardWriter writer = writer(SETTINGS);
    writer.add(key(0, 0), UNREAD);
    writer.add(key(1, 0), new StageFailure("infer", "OOM", "no memory"));
    writer.add(key(2, 0), new StageFailure("decode", "ImageMemoryException", "no heap"));
    writer.flush();
    assertEquals(List.of(0, 1, 2), read(SETTINGS, 3).missing());
    CacheContents contents = read(SETTINGS, 3);
    cache(SETTINGS).takeTransientFailures("another", contents);
    assertEquals(List.of(0, 1, 2), contents.missing());
    cache(SETTINGS).takeTransientFailures("run", contents);
    assertEquals(Optional.of(UNREAD), contents.failure(0));
    assertEquals(List.of(), contents.missing());
    assertEquals(List.of(), names());
  }

  @Test
  void shouldReadOnlyWhatIsNew() throws IOException {
    write(SETTINGS, 0);
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(2), SETTINGS), true);
    BottleneckCache cache = cache(SETTINGS);
    cache.read(contents);
    Files.writeString(temp.resolve(names().get(0)), "overwritten, which nobody does");
    write(SETTINGS, 1);
    cache.read(contents);
    assertEquals(2, contents.count());
    assertEquals(2, names().size());
  }

  @Test
  void shouldLeaveOtherFilesAlone() throws IOException {
    write(SETTINGS, 0);
    Files.writeString(temp.resolve("README"), "mine");
    String shard = names().get(0);
    Files.writeString(temp.resolve("." + shard + ".0123456789abcdef.tmp"), "half");
    read(SETTINGS, 1);
    assertEquals(3, names().size());
  }

  @Test
  void shouldRefuseVectorsOfTwoLengthsInAShard() throws IOException {
    ShardWriter writer = writer(SETTINGS);
    writer.add(key(0, 0), vector(0, 0));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> writer.add(key(1, 0), new float[] {1}));
    assertEquals("the bottleneck of /1.jpg has 1 values, and others have 3", e.getMessage());
  }

  @Test
  void shouldWriteLargeBundlesInParts() throws IOException {
    ShardWriter writer = writer(SETTINGS);
    float[] large = new float[1 << 19];
    for (int i = 0; i < 9; i++) {
      writer.add(key(i, 0), large);
    }
    assertEquals(1, names().size());
    writer.flush();
    assertEquals(2, names().size());
    assertEquals(9, read(SETTINGS, 9).count());
  }
}
