package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.graph.variables.Freezer;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.ModelWriter;
import org.tensorflow.proto.GraphDef;

/**
 * A model folder made of a checkpoint.
 *
 * @param folder where it is
 * @param id the first digits of the SHA-256 of its graph
 * @param prefix of the checkpoint
 */
public record ModelExport(String folder, String id, String prefix) {
  public ModelExport {
    requireNonNull(folder, "folder is null");
    requireNonNull(id, "id is null");
    requireNonNull(prefix, "prefix is null");
  }

  /**
   * Freezes a checkpoint's network behind a front end that decodes image files, and writes what
   * {@code classify} takes. A checkpoint always gives the same bytes.
   *
   * @param checkpoint its prefix, or a folder, of which the newest is meant; local or {@code gs://}
   * @param averages whether to take the moving averages in place of the last values
   * @param output the model folder, local or {@code gs://}; what is there of a model is replaced
   * @throws CheckpointException if there is no checkpoint, it is damaged, or of another network
   * @throws org.imagebeam.local.OutputException if the folder can't be written
   * @throws IOException if something can't be read
   */
  public static ModelExport write(String checkpoint, boolean averages, String output)
      throws IOException {
    DigitCheckpoint tensors = DigitCheckpoint.find(checkpoint, averages);
    int side = side(tensors);
    GraphDef graph =
        Freezer.freeze(DigitGraph.create(side, side), tensors.read(), List.of(DigitGraph.OUTPUT));
    ModelSpec spec =
        new ModelSpec(
            DigitGraph.INPUT,
            DigitGraph.OUTPUT,
            DigitGraph.PIXELS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String id = ModelWriter.write(output, graph, spec, labels());
    return new ModelExport(output, id, tensors.prefix());
  }

  private static int side(DigitCheckpoint tensors) throws CheckpointException {
    int side = (int) Math.round(Math.sqrt(tensors.features()));
    if (side * side != tensors.features()) {
      throw new CheckpointException(
          CheckpointException.Kind.MISMATCH,
          tensors.prefix()
              + " is of a network for "
              + tensors.features()
              + " pixels, which make no square: only those for square images are exported");
    }
    return side;
  }

  private static List<String> labels() {
    return IntStream.range(0, DatasetShape.CLASSES).mapToObj(Integer::toString).toList();
  }
}
