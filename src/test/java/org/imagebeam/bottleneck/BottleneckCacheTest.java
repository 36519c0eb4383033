package org.imagebeam.bottleneck;

import static org.imagebeam.bottleneck.CacheFixture.key;
import static org.imagebeam.bottleneck.CacheFixture.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.imagebeam.tfrecord.TfRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BottleneckCacheTest {
  private static final BottleneckSettings SETTINGS = CacheFixture.settings("0123456789ab", 0);
  private static final BottleneckSettings COPIES = CacheFixture.settings("0123456789ab", 2);
  private static final StageFailure BROKEN =
      new StageFailure("decode", "ImageException", "truncated, \"really\"");
  private static final StageFailure UNREAD = new StageFailure("read", "IOException", "no network");

  @TempDir Path temp;

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
  void shouldNeverBelieveAShardWithAFlippedBit() throws IOException {
    write(SETTINGS, 0, 1);
    Path shard = temp.resolve(names().get(0));
    byte[] sound = Files.readAllBytes(shard);
    for (int bit = 0; bit < 8 * sound.length; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertDamaged(damaged, "bit " + bit);
    }
    sound[40] ^= 1;
    assertNotBelieved(shard, sound, "a bit of the file");
  }

  @Test
  void shouldNeverBelieveAPartOfAShard() throws IOException {
    write(SETTINGS, 0, 1);
    Path shard = temp.resolve(names().get(0));
    byte[] sound = Files.readAllBytes(shard);
    for (int length = 0; length < sound.length; length++) {
      assertDamaged(Arrays.copyOf(sound, length), length + " bytes");
    }
    assertNotBelieved(shard, new byte[0], "nothing");
    assertNotBelieved(shard, Arrays.copyOf(sound, sound.length + 1), "a byte more");
  }

  @Test
  void shouldNotBelieveWhatItWouldNotWrite() throws IOException {
    Path shard = temp.resolve(ShardWriter.bottlenecksName(SETTINGS, false));
    String text = SETTINGS.text(false);
    byte[] header = header(text, 3, 1);
    byte[] record = BottleneckRecords.encode(key(0, 0), vector(0, 0));
    Files.write(shard, file(header, record));
    assertTrue(read(SETTINGS, 1).has(0), "the forgery works");
    byte[] shorter = BottleneckRecords.encode(key(0, 0), new float[] {1, 2});
    assertNotBelieved(shard, file(header, shorter), "two values of three");
    byte[] none = BottleneckRecords.encode(key(0, 0), new float[0]);
    assertNotBelieved(shard, file(header(text, 0, 1), none), "no values");
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      byte[] infinite = BottleneckRecords.encode(key(0, 0), new float[] {1, value, 2});
      assertNotBelieved(shard, file(header, infinite), "value " + value);
    }
    assertNotBelieved(shard, file(header), "a record less");
    assertNotBelieved(shard, file(header, record, record), "a record more");
    assertNotBelieved(shard, file(header(text + " ", 3, 1), record), "other settings");
    assertNotBelieved(shard, file(record, record), "no header");
    assertNotBelieved(shard, file(header, new byte[] {1, 2, 3}), "no message");
    assertNotBelieved(shard, file(header, new byte[0]), "an empty message");
    byte[] negative =
        BottleneckRecords.encode(new BottleneckKey("/0.jpg", 100, 1000, -1), vector(0, 0));
    assertNotBelieved(shard, file(header, negative), "a negative variant");
  }

  @Test
  void shouldNotBelieveVectorsOfAnotherLengthThanTheOthers() throws IOException {
    write(SETTINGS, 0, 1);
    Path last = temp.resolve("bottlenecks-" + SETTINGS.fingerprint(false) + "-~.tfrecord");
    Files.write(
        last,
        file(
            header(SETTINGS.text(false), 1, 1),
            BottleneckRecords.encode(key(2, 0), new float[] {4})));
    CacheContents contents = read(SETTINGS, 3);
    assertEquals(List.of(2), contents.missing());
    assertVector(vector(1, 0), contents, 1);
    assertFalse(Files.exists(last));
  }

  @Test
  void shouldTakeFromASoundShardWhatADamagedOneHeldToo() throws IOException {
    write(SETTINGS, 0, 1);
    Path first = temp.resolve(names().get(0));
    Path copy = temp.resolve(ShardWriter.bottlenecksName(SETTINGS, false));
    Files.copy(first, copy);
    for (Path damaged : List.of(first, copy)) {
      byte[] sound = Files.readAllBytes(damaged);
      byte[] bytes = sound.clone();
      bytes[bytes.length - 1] ^= 1;
      Files.write(damaged, bytes);
      CacheContents contents = read(SETTINGS, 2);
      assertEquals(List.of(), contents.missing());
      assertVector(vector(0, 0), contents, 0);
      assertVector(vector(1, 0), contents, 1);
      assertFalse(Files.exists(damaged));
      Files.write(damaged, sound);
    }
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
  void shouldHandOnWhatHasNothingToDoWithDamage() throws IOException {
    Files.createDirectory(temp.resolve(ShardWriter.bottlenecksName(SETTINGS, false)));
    Path file = Files.writeString(temp.resolve("file"), "x");
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(1), SETTINGS), true);
    BottleneckCache cache = new BottleneckCache(file.toString(), SETTINGS);
    IOException e = assertThrows(IOException.class, () -> cache.read(contents));
    assertEquals(file + " is not a folder", e.getMessage());
    assertEquals(List.of(0), read(SETTINGS, 1).missing());
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

  /** Asserts what {@link #assertNotBelieved} does, without a file. */
  private static void assertDamaged(byte[] shard, String what) {
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(2), SETTINGS), true);
    assertThrows(
        DamagedRecordException.class,
        () -> ShardReader.read(shard, SETTINGS.text(false), contents),
        what);
    assertEquals(List.of(0, 1), contents.missing(), what);
  }

  private void assertNotBelieved(Path shard, byte[] damaged, String what) throws IOException {
    Files.write(shard, damaged);
    CacheContents contents = read(SETTINGS, 2);
    assertEquals(List.of(0, 1), contents.missing(), what);
    assertFalse(Files.exists(shard), what);
  }

  private static byte[] header(String settings, int length, int records) {
    return BottleneckRecords.encode(new BottleneckRecords.Header(settings, length, records));
  }

  private static byte[] file(byte[]... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      TfRecords.write(record, out);
    }
    return out.toByteArray();
  }

  private ShardWriter writer(BottleneckSettings settings) {
    return new ShardWriter(temp.toString(), settings, "run");
  }

  private void write(BottleneckSettings settings, int... images) throws IOException {
    ShardWriter writer = writer(settings);
    for (int image : images) {
      writer.add(key(image, 0), vector(image, 0));
    }
    writer.flush();
  }

  private BottleneckCache cache(BottleneckSettings settings) {
    return new BottleneckCache(temp.toString(), settings);
  }

  private CacheContents read(BottleneckSettings settings, int images) throws IOException {
    CacheContents contents =
        new CacheContents(new BottleneckIndex(CacheFixture.images(images), settings), true);
    cache(settings).read(contents);
    return contents;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertVector(float[] expected, CacheContents contents, int slot) {
    assertTrue(contents.has(slot));
    float[] found = new float[expected.length];
    contents.vectors().get(slot).get(found);
    assertArrayEquals(expected, found);
    assertEquals(expected.length, contents.vectors().length());
  }
}
