package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.checkpoint.ExponentialMovingAverage;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.tensorflow.proto.TensorProto;

/**
 * The network in a checkpoint.
 *
 * @param prefix of the checkpoint
 * @param weights the name of the weights there
 * @param biases the name of the biases there
 * @param features the pixels that it takes
 */
record DigitCheckpoint(String prefix, String weights, String biases, int features) {
  /** The names that Python gives to the variables of a program that gives them none. */
  private static final List<String> UNNAMED = List.of("Variable", "Variable_1");

  private static final List<String> LEARNED = List.of(DigitNetwork.WEIGHTS, DigitNetwork.BIASES);

  /** Names averages; what they forget at doesn't matter to their names. */
  private static final ExponentialMovingAverage AVERAGES = new ExponentialMovingAverage(0);

  DigitCheckpoint {
    requireNonNull(prefix, "prefix is null");
    requireNonNull(weights, "weights is null");
    requireNonNull(biases, "biases is null");
  }

  /**
   * Looks a checkpoint up.
   *
   * @param checkpoint its prefix, or a folder, of which the newest is meant; local or {@code gs://}
   * @param averages whether the moving averages are wanted in place of the last values
   * @throws CheckpointException if there is none, it is damaged, or holds no such network
   * @throws IOException if it can't be read
   */
  static DigitCheckpoint find(String checkpoint, boolean averages) throws IOException {
    String prefix = CheckpointFolder.prefixOf(checkpoint);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      List<String> names = names(reader, averages);
      List<Long> weights = reader.info(names.get(0)).shape();
      List<Long> biases = reader.info(names.get(1)).shape();
      if (weights.size() != 2
          || weights.get(1) != DatasetShape.CLASSES
          || !biases.equals(weights.subList(1, 2))) {
        throw new CheckpointException(
            CheckpointException.Kind.MISMATCH,
            String.format(
                Locale.ROOT,
                "%s holds %s of %s and %s of %s, and they must be of [pixels, %d] and [%d]: it is"
                    + " a checkpoint of another network",
                prefix,
                names.get(0),
                weights,
                names.get(1),
                biases,
                DatasetShape.CLASSES,
                DatasetShape.CLASSES));
      }
      return new DigitCheckpoint(
          prefix, names.get(0), names.get(1), Math.toIntExact(weights.get(0)));
    }
  }

  private static List<String> names(CheckpointReader reader, boolean averages)
      throws CheckpointException {
    List<String> wanted = averages ? LEARNED.stream().map(AVERAGES::average).toList() : LEARNED;
    for (List<String> names : averages ? List.of(wanted) : List.of(wanted, UNNAMED)) {
      if (names.stream().allMatch(reader::has)) {
        return names;
      }
    }
    throw new CheckpointException(
        CheckpointException.Kind.MISMATCH,
        reader.prefix()
            + " has no "
            + String.join(" and ", wanted)
            + (averages
                ? ": it was made without --emaDecay; leave out --averages"
                : ": it is a checkpoint of another network"));
  }

  /** Returns the variables, each under its name in the checkpoint. */
  Map<String, String> variables() {
    return Map.of(weights, DigitNetwork.WEIGHTS, biases, DigitNetwork.BIASES);
  }

  /** Reads the values of the variables, by their own names; each is checked by its checksum. */
  Map<String, TensorProto> read() throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      return Map.of(
          DigitNetwork.WEIGHTS,
          reader.read(weights).toProto(),
          DigitNetwork.BIASES,
          reader.read(biases).toProto());
    }
  }
}
