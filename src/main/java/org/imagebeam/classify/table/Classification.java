package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.jspecify.annotations.Nullable;

/**
 * What a model sees in an image.
 *
 * @param image the file
 * @param modelId the first digits of the SHA-256 of the model's graph, with an m in front
 * @param predictions best first; none if they weren't asked for, or no score was high enough
 * @param heads the predictions of each other output, by its name; none if there is no other
 * @param embedding the values of another node of the network, or null if they weren't asked for
 */
@DefaultSchema(RowSchemas.class)
public record Classification(
    ImageKey image,
    String modelId,
    List<Prediction> predictions,
    ImmutableSortedMap<String, List<Prediction>> heads,
    @Nullable Embedding embedding)
    implements Serializable {
  public Classification {
    requireNonNull(image, "image is null");
    requireNonNull(modelId, "modelId is null");
    predictions = List.copyOf(predictions);
    requireNonNull(heads, "heads is null");
  }

  /** Makes one of a network with one output. */
  public Classification(
      ImageKey image, String modelId, List<Prediction> predictions, @Nullable Embedding embedding) {
    this(image, modelId, predictions, ImmutableSortedMap.of(), embedding);
  }

  /** Makes one without an embedding. */
  public Classification(ImageKey image, String modelId, List<Prediction> predictions) {
    this(image, modelId, predictions, null);
  }
}
