package org.imagebeam.tfrecord;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;

class EventFileTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_450_000_000, 250_000_000);
  private static final int FRAME_BYTES = 16;

  @Test
  void shouldNameTheFileAsTensorFlowDoes() {
    assertEquals("events.out.tfevents.1450000000.build-7.lan", EventFile.name(TIME, "build-7.lan"));
    assertEquals(
        "events.out.tfevents.0000000007.a_b", EventFile.name(Instant.ofEpochSecond(7), "a/b"));
  }

  @Test
  void shouldStartAsEveryEventFileOfTensorFlow() throws IOException {
    byte[] file = write(GraphDef.getDefaultInstance());
    // A length of 24 and its checksum; then wall_time's tag.
    assertArrayEquals(
        HexFormat.of().parseHex("1800000000000000a37f4b2209"), Arrays.copyOf(file, 13));
  }

  @Test
  void shouldHoldTheVersionAndThenTheGraph() throws IOException {
    GraphDef graph = TinyGraphs.imageNet(16, 9, 5);
    ByteBuffer file = ByteBuffer.wrap(write(graph)).order(ByteOrder.LITTLE_ENDIAN);
    Event version = nextEvent(file);
    assertEquals("brain.Event:2", version.getFileVersion());
    assertEquals(1_450_000_000.25, version.getWallTime());
    Event event = nextEvent(file);
    assertEquals(1_450_000_000.25, event.getWallTime());
    assertEquals(graph, GraphDef.parseFrom(event.getGraphDef()));
    assertEquals(0, file.remaining());
  }

  @Test
  void shouldFrameEveryMessage() throws IOException {
    GraphDef graph = TinyGraphs.imageNet(16, 9, 5);
    byte[] file = write(graph);
    int version = 24;
    int event =
        Event.newBuilder()
            .setWallTime(1)
            .setGraphDef(graph.toByteString())
            .build()
            .getSerializedSize();
    assertEquals(version + event + 2 * FRAME_BYTES, file.length);
  }

  @Test
  void shouldHandOnWhatTheStreamThrows() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    IOException e =
        assertThrows(
            IOException.class, () -> EventFile.write(GraphDef.getDefaultInstance(), TIME, full));
    assertEquals("no space left", e.getMessage());
  }

  @Test
  void shouldRefuseNulls() {
    OutputStream out = OutputStream.nullOutputStream();
    GraphDef graph = GraphDef.getDefaultInstance();
    assertThrows(NullPointerException.class, () -> EventFile.write(null, TIME, out));
    assertThrows(NullPointerException.class, () -> EventFile.write(graph, TIME, null));
  }

  private static byte[] write(GraphDef graph) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventFile.write(graph, TIME, out);
    return out.toByteArray();
  }

  private static Event nextEvent(ByteBuffer file) throws IOException {
    int length = Math.toIntExact(file.getLong());
    file.getInt();
    Event event = Event.parseFrom(ByteString.copyFrom(file, length));
    file.getInt();
    return event;
  }
}
