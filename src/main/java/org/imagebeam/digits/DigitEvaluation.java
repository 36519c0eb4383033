package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Locale;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.download.Progress;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;

/**
 * Tells how many of the test examples a network names right, of 1, before its variables are
 * restored and after.
 *
 * @param before with all weights zero
 * @param after with those of the checkpoint
 * @param prefix of the checkpoint
 */
public record DigitEvaluation(float before, float after, String prefix) {
  public DigitEvaluation {
    requireNonNull(prefix, "prefix is null");
  }

  /**
   * Evaluates a checkpoint.
   *
   * @param checkpoint its prefix, or a folder, of which the newest is meant; local or {@code gs://}
   * @param averages whether to take the moving averages in place of the last values
   * @param data a folder with the idx files, or a name in the catalogue
   * @param cache where fetched data are kept, or empty for the machine's own
   * @param progress told if the data have to be fetched
   * @throws org.imagebeam.pipeline.InputException if there are no data, or they are damaged
   * @throws CheckpointException if there is no checkpoint, it is damaged, or of another network
   * @throws IOException if something can't be read
   */
  public static DigitEvaluation of(
      String checkpoint, boolean averages, String data, String cache, Progress progress)
      throws IOException {
    DigitCheckpoint tensors = DigitCheckpoint.find(checkpoint, averages);
    IdxFolder folder = new DigitData(data, cache).open(progress);
    DatasetShape all = DatasetShape.of(folder, 0);
    DatasetShape shape = new DatasetShape(0, 0, all.test(), all.height(), all.width());
    if (shape.features() != tensors.features()) {
      throw new CheckpointException(
          CheckpointException.Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s is of a network for %d pixels, and the images of --data=%s have %dx%d",
              tensors.prefix(),
              tensors.features(),
              data,
              shape.height(),
              shape.width()));
    }
    try (ExampleTensors examples = new ExampleTensors(shape)) {
      ExampleReader.read(folder.test(), shape, 0, shape.test(), examples::put);
      return of(tensors, shape, examples);
    }
  }

  private static DigitEvaluation of(
      DigitCheckpoint tensors, DatasetShape shape, ExampleTensors examples) throws IOException {
    try (DigitNetwork network = new DigitNetwork(shape, Loss.SOFTMAX_CROSS_ENTROPY)) {
      Saver saver = Saver.builder(network.graph()).variables(tensors.variables()).build();
      Op init = network.variables().addInitializer();
      try (DigitSession session = new DigitSession(network)) {
        session.load(examples);
        session.initialize(init);
        float before = session.measure(0, shape.test()).accuracy();
        saver.restore(session.session(), tensors.prefix());
        float after = session.measure(0, shape.test()).accuracy();
        return new DigitEvaluation(before, after, tensors.prefix());
      } catch (IllegalArgumentException | TensorFlowException e) {
        throw new CheckpointException(
            CheckpointException.Kind.MISMATCH,
            tensors.prefix() + " can't be run by TensorFlow: " + e.getMessage(),
            e);
      }
    }
  }
}
