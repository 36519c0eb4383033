package org.imagebeam.tfrecord;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.TensorBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

class ScalarEventsTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_450_000_000, 250_000_000);
  private static final List<ScalarEvents.Step> STEPS =
      List.of(
          new ScalarEvents.Step(550, TIME, Map.of("loss", 1.5f, "accuracy/test", 0.8239f)),
          new ScalarEvents.Step(
              1100, TIME.plusSeconds(2), Map.of("loss", 0.25f, "accuracy/test", 0.8893f)));

  @TempDir Path temp;

  @Test
  void shouldHoldTheVersionAndThenAnEventAStep() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(write(STEPS)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("brain.Event:2", next(file).getFileVersion());
    for (ScalarEvents.Step step : STEPS) {
      Event event = next(file);
      assertEquals(step.step(), event.getStep());
      assertEquals(step.time().toEpochMilli() / 1e3, event.getWallTime());
      List<Summary.Value> values = event.getSummary().getValueList();
      assertEquals(
          List.of("accuracy/test", "loss"), values.stream().map(Summary.Value::getTag).toList());
      assertEquals(step.values().get("loss"), values.get(1).getSimpleValue());
    }
    assertEquals(0, file.remaining());
  }

  @Test
  void shouldWriteTheSameBytesForTheSameSteps() throws IOException {
    assertArrayEquals(write(STEPS), write(STEPS));
    byte[] one = write(STEPS.subList(0, 1));
    assertArrayEquals(one, Arrays.copyOf(write(STEPS), one.length));
  }

  @Test
  void shouldWriteAFileOfNoSteps() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(write(List.of())).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("brain.Event:2", next(file).getFileVersion());
    assertEquals(0, file.remaining());
  }

  @Test
  void shouldBeReadByTensorBoard() throws Exception {
    Files.write(temp.resolve("events.out.tfevents.0000000000.test"), write(STEPS));
    assertEquals(
        List.of(
            "accuracy/test 550 1450000000.25 0.8239",
            "accuracy/test 1100 1450000002.25 0.8893",
            "loss 550 1450000000.25 1.5",
            "loss 1100 1450000002.25 0.25"),
        TensorBoard.scalars(temp));
  }

  @Test
  void shouldRefuseNulls() {
    assertThrows(NullPointerException.class, () -> ScalarEvents.write(STEPS, null));
    assertThrows(
        NullPointerException.class,
        () -> ScalarEvents.write(null, OutputStream.nullOutputStream()));
    assertThrows(NullPointerException.class, () -> new ScalarEvents.Step(1, null, Map.of()));
  }

  private static byte[] write(List<ScalarEvents.Step> steps) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ScalarEvents.write(steps, out);
    return out.toByteArray();
  }

  private static Event next(ByteBuffer file) throws IOException {
    byte[] message = new byte[Math.toIntExact(file.getLong())];
    file.getInt();
    file.get(message);
    file.getInt();
    return Event.parseFrom(message);
  }
}
