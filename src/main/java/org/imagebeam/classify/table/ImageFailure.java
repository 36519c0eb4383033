package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;

/**
 * An image without a classification, and why.
 *
 * @param image the file
 * @param modelId of the model it was meant for, as in {@link Classification}
 * @param stage one of {@link org.imagebeam.imagemodel.ImageStages}
 * @param error the simple name of the exception's class
 * @param message what was wrong
 */
@DefaultSchema(RowSchemas.class)
public record ImageFailure(
    ImageKey image, String modelId, String stage, String error, String message)
    implements Serializable {
  public ImageFailure {
    requireNonNull(image, "image is null");
    requireNonNull(modelId, "modelId is null");
    requireNonNull(stage, "stage is null");
    requireNonNull(error, "error is null");
    requireNonNull(message, "message is null");
  }
}
