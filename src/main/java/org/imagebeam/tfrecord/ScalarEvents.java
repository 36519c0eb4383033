package org.imagebeam.tfrecord;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Numbers over time as TensorBoard's Scalars page reads them: a file like {@link EventFile}'s. */
public final class ScalarEvents {
  /**
   * A name for the file of a training. Not for a time or a host, as {@link EventFile#name} is, so
   * that a later run replaces it: two would show rows twice.
   */
  public static final String FILE_NAME = "events.out.tfevents.0000000000.imagebeam";

  private ScalarEvents() {}

  /**
   * The numbers of one step.
   *
   * @param time that TensorBoard shows
   * @param values by their tags, which name the charts
   */
  public record Step(long step, Instant time, Map<String, Float> values) {
    public Step {
      requireNonNull(time, "time is null");
      values = Map.copyOf(values);
    }
  }

  /**
   * Writes the whole file: of the same steps, the same bytes. Buffers nothing, and closes nothing.
   *
   * @throws IOException as {@code out} throws it
   */
  public static void write(List<Step> steps, OutputStream out) throws IOException {
    requireNonNull(out, "out is null");
    EventFile.writeVersion(steps.isEmpty() ? Instant.EPOCH : steps.get(0).time(), out);
    for (Step step : steps) {
      Event.Builder event =
          Event.newBuilder().setWallTime(EventFile.seconds(step.time())).setStep(step.step());
      step.values().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              value ->
                  event
                      .getSummaryBuilder()
                      .addValue(
                          Summary.Value.newBuilder()
                              .setTag(value.getKey())
                              .setSimpleValue(value.getValue())));
      EventFile.writeRecord(event.build(), out);
    }
  }
}
