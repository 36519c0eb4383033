package org.imagebeam.savedmodel;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.function.InlinedGraph;
import org.tensorflow.proto.GraphDef;

/**
 * A signature of a SavedModel as a graph of constants. Immutable.
 *
 * @param signature its name
 * @param graph all that the outputs need, without variables and without calls of functions
 * @param inputs the tensors that are fed, by the signature's names for them, sorted
 * @param outputs the tensors that are fetched, likewise
 * @param aliases what tensors are called now that the SavedModel's own graph, in which functions
 *     are called, calls otherwise; each {@code node:number}
 */
public record FrozenSavedModel(
    String signature,
    GraphDef graph,
    Map<String, TensorName> inputs,
    Map<String, TensorName> outputs,
    Map<String, String> aliases) {
  public FrozenSavedModel {
    requireNonNull(signature, "signature is null");
    requireNonNull(graph, "graph is null");
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    aliases = Map.copyOf(aliases);
  }

  /**
   * Returns the tensor that a user means: by the signature's name for it, by its name here, or by
   * that in the SavedModel's own graph.
   *
   * @throws org.imagebeam.graph.GraphException if the text names no tensor
   */
  public TensorName tensor(String name) {
    TensorName argument = outputs.getOrDefault(name, inputs.get(name));
    return argument == null ? new InlinedGraph(graph, aliases).resolve(name) : argument;
  }
}
