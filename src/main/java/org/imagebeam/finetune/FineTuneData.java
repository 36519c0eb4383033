package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.local.InvalidValueException;

/**
 * Holds the images of a fine-tuning.
 *
 * @param training to learn from
 * @param validation to see whether that helps
 */
public record FineTuneData(LabelledFiles training, LabelledFiles validation) {
  /**
   * @throws InvalidValueException if there is nothing to learn from, or nothing to see it by
   */
  public FineTuneData {
    requireNonNull(training, "training is null");
    requireNonNull(validation, "validation is null");
    if (training.size() == 0) {
      throw InvalidValueException.of("fineTune", "has no training images to learn from");
    }
    if (validation.size() == 0) {
      throw InvalidValueException.of(
          "validationPercentage",
          "must be higher: fine-tuning stops by the validation images, and there are none");
    }
  }

  /**
   * Images with their classes.
   *
   * @param files in an order that stays the same from run to run
   * @param labels the number of each one's class
   */
  public record LabelledFiles(List<MatchResult.Metadata> files, List<Integer> labels) {
    /**
     * @throws IllegalArgumentException if there are not as many labels as files
     */
    public LabelledFiles {
      files = List.copyOf(files);
      labels = List.copyOf(labels);
      if (files.size() != labels.size()) {
        throw new IllegalArgumentException(
            files.size() + " files have " + labels.size() + " labels");
      }
    }

    int size() {
      return files.size();
    }
  }
}
