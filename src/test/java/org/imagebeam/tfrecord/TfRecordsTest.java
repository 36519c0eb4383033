package org.imagebeam.tfrecord;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;

class TfRecordsTest {
  private static final int LIMIT = 1000;

  @Test
  void shouldWriteTheBytesOfTensorFlow() throws IOException {
    // As tf.io.TFRecordWriter does.
    assertEquals(
        "0300000000000000" + "b099490e" + "616263" + "6e57f121",
        HexFormat.of().formatHex(file("abc")));
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    assertEquals(List.of("one", "", "three"), read(file("one", "", "three"), LIMIT));
    assertEquals(List.of(), read(new byte[0], LIMIT));
  }

  @Test
  void shouldReadEventFiles() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventFile.write(GraphDef.getDefaultInstance(), Instant.EPOCH, out);
    try (TfRecords.Reader reader =
        new TfRecords.Reader(new ByteArrayInputStream(out.toByteArray()), LIMIT)) {
      assertEquals("brain.Event:2", Event.parseFrom(reader.next().orElseThrow()).getFileVersion());
      assertTrue(Event.parseFrom(reader.next().orElseThrow()).hasGraphDef());
      assertEquals(Optional.empty(), reader.next());
    }
  }

  @Test
  void shouldSeeEveryFlippedBit() throws IOException {
    byte[] file = file("first", "second");
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] damaged = file.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(DamagedRecordException.class, () -> read(damaged, LIMIT), "bit " + bit);
    }
  }

  @Test
  void shouldSeeWhereAFileEndsWithinARecord() throws IOException {
    byte[] file = file("first", "second");
    int boundary = file("first").length;
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      if (length == boundary) {
        assertArrayEquals(new String[] {"first"}, read(cut, LIMIT).toArray());
      } else {
        assertThrows(DamagedRecordException.class, () -> read(cut, LIMIT), "length " + length);
      }
    }
  }

  @Test
  void shouldSayWhereTheDamageIs() throws IOException {
    byte[] file = file("first", "second");
    file[file.length - 1] ^= 1;
    assertEquals("the record at byte 21 is damaged: its checksum is wrong", message(file, LIMIT));
    assertEquals(
        "the record at byte 21 is damaged: the file ends within it",
        message(Arrays.copyOf(file, 30), LIMIT));
    file[21] ^= 1;
    assertEquals(
        "the record at byte 21 is damaged: its length's checksum is wrong", message(file, LIMIT));
  }

  @Test
  void shouldNotMakeRoomForMoreThanTheLimit() throws IOException {
    assertEquals(
        "the record at byte 0 is damaged: it has 11 bytes, more than 10",
        message(file("eleven char"), 10));
    assertEquals(List.of("ten of them"), read(file("ten of them"), 11));
  }

  private static String message(byte[] file, int limit) {
    return assertThrows(DamagedRecordException.class, () -> read(file, limit)).getMessage();
  }

  private static byte[] file(String... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String record : records) {
      TfRecords.write(record.getBytes(StandardCharsets.UTF_8), out);
    }
    return out.toByteArray();
  }

  private static List<String> read(byte[] file, int limit) throws IOException {
    List<String> records = new ArrayList<>();
    try (TfRecords.Reader reader = new TfRecords.Reader(new ByteArrayInputStream(file), limit)) {
      for (Optional<byte[]> next = reader.next(); next.isPresent(); next = reader.next()) {
        records.add(new String(next.get(), StandardCharsets.UTF_8));
      }
    }
    return records;
  }
}
