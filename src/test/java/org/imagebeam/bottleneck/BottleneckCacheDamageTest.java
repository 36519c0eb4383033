package org.imagebeam.bottleneck;

import static org.imagebeam.bottleneck.CacheFixture.key;
import static org.imagebeam.bottleneck.CacheFixture.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.junit.jupiter.api.Test;

/** Shards that are not believed. */
class BottleneckCacheDamageTest extends BottleneckCacheFixture {
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
}
