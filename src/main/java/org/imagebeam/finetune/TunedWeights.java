package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.head.HeadWeights;
import org.tensorflow.proto.TensorProto;

/**
 * Holds what a fine-tuning has learned.
 *
 * @param step of its best evaluation, whose values these are; 0 if nothing was better than the
 *     start
 * @param constants of the {@link TunableNetwork}, by name
 * @param head the new layer
 */
public record TunedWeights(long step, Map<String, TensorProto> constants, HeadWeights head) {
  public TunedWeights {
    requireNonNull(head, "head is null");
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  /**
   * Reads them from a checkpoint; each is checked by its checksum.
   *
   * @throws org.imagebeam.checkpoint.table.CheckpointException if it is not there, is damaged, or
   *     is of another network
   * @throws IOException if it can't be read
   */
  public static TunedWeights read(String prefix, long step, List<String> weights)
      throws IOException {
    try (CheckpointReader checkpoint = CheckpointReader.open(prefix)) {
      Map<String, TensorProto> constants = new LinkedHashMap<>();
      for (String name : weights) {
        constants.put(name, checkpoint.read(name).toProto());
      }
      return new TunedWeights(step, constants, HeadWeights.read(checkpoint));
    }
  }
}
