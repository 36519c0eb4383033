package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * What a model sees in an image.
 *
 * @param image the file
 * @param modelId the first digits of the SHA-256 of the model's graph
 * @param predictions best first
 */
public record Classification(ImageKey image, String modelId, List<Prediction> predictions)
    implements Serializable {
  public Classification {
    requireNonNull(image, "image is null");
    requireNonNull(modelId, "modelId is null");
    predictions = List.copyOf(predictions);
  }
}
