package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Says where the trained weights are.
 *
 * @param head the prefix of the last layer's checkpoint
 * @param fineTuned the prefix of the best checkpoint of fine-tuning, or empty if there is none that
 *     is better than the layer alone
 * @param step of {@code fineTuned}
 */
record TrainedCheckpoints(String head, String fineTuned, long step) implements Serializable {
  TrainedCheckpoints {
    requireNonNull(head, "head is null");
    requireNonNull(fineTuned, "fineTuned is null");
  }

  static TrainedCheckpoints headAlone(String head) {
    return new TrainedCheckpoints(head, "", 0);
  }
}
