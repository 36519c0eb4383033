package org.imagebeam.savedmodel;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.MetaGraphDef;

/**
 * How a SavedModel is loaded and run as it is. Immutable.
 *
 * @param graph with its saver
 * @param variables the prefix of their checkpoint
 * @param tensors the signature's inputs and outputs by their names in {@link FrozenSavedModel}, as
 *     the SavedModel's own graph calls them
 */
public record OriginalSavedModel(
    MetaGraphDef graph, String variables, Map<TensorName, String> tensors) {
  public OriginalSavedModel {
    requireNonNull(graph, "graph is null");
    requireNonNull(variables, "variables is null");
    tensors = Map.copyOf(tensors);
  }
}
