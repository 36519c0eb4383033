package org.imagebeam.tfrecord;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;

/**
 * A graph as TensorBoard reads it: Event messages in a file whose name tells TensorBoard what it
 * is. As TensorFlow's {@code EventsWriter} does it, the messages are {@link TfRecords}.
 */
public final class EventFile {
  private static final String FILE_VERSION = "brain.Event:2";
  private static final double NANOS = 1e9;

  private EventFile() {}

  /**
   * The name to give the file.
   *
   * @param host that it comes from; characters that no host name has become {@code '_'}
   */
  public static String name(Instant time, String host) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s",
        time.getEpochSecond(),
        host.replaceAll("[^A-Za-z0-9.-]", "_"));
  }

  /**
   * Writes the whole file. Buffers nothing, and closes nothing.
   *
   * @param time that TensorBoard shows
   * @throws IOException as {@code out} throws it
   */
  public static void write(GraphDef graph, Instant time, OutputStream out) throws IOException {
    requireNonNull(graph, "graph is null");
    requireNonNull(out, "out is null");
    writeVersion(time, out);
    writeRecord(
        Event.newBuilder().setWallTime(seconds(time)).setGraphDef(graph.toByteString()).build(),
        out);
  }

  /** What every event file starts with. */
  static void writeVersion(Instant time, OutputStream out) throws IOException {
    writeRecord(
        Event.newBuilder().setWallTime(seconds(time)).setFileVersion(FILE_VERSION).build(), out);
  }

  /** A time as events state it: seconds since 1970. */
  static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / NANOS;
  }

  static void writeRecord(Event event, OutputStream out) throws IOException {
    TfRecords.write(event.toByteArray(), out);
  }
}
