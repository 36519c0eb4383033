package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.GraphDef;

/**
 * The graph of something that is imported, with what is known of its ends.
 *
 * @param description what it is, in words
 * @param graph perhaps with variables
 * @param inputs the tensors that it says are fed; none if it doesn't say
 * @param outputs the tensors that it says are fetched; none if it doesn't say
 * @param folder if it is that of a model folder
 * @param file the content of a model folder's graph, which stays as it is
 * @param naming from what a user calls a tensor to its name in the graph
 * @param freezer makes constants of its variables
 */
record ImportedGraph(
    String description,
    GraphDef graph,
    List<TensorName> inputs,
    List<TensorName> outputs,
    Optional<ModelFolder> folder,
    Optional<byte[]> file,
    Function<String, TensorName> naming,
    Freezer freezer) {
  /** Makes constants of variables. */
  @FunctionalInterface
  interface Freezer {
    /** Returns what the outputs need, frozen. */
    GraphDef freeze(List<String> outputs) throws IOException;
  }

  ImportedGraph {
    requireNonNull(description, "description is null");
    requireNonNull(graph, "graph is null");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    requireNonNull(folder, "folder is null");
    requireNonNull(file, "file is null");
    requireNonNull(naming, "naming is null");
    requireNonNull(freezer, "freezer is null");
  }

  /** Returns what the model folder says of the graph, if it is of one. */
  Optional<ModelSpec> spec() {
    return folder.map(ModelFolder::spec);
  }

  /** Makes one of a graph whose tensors are called by their names alone. */
  static ImportedGraph of(String description, GraphDef graph, Freezer freezer) {
    return new ImportedGraph(
        description,
        graph,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        TensorName::parse,
        freezer);
  }

  /**
   * Returns the tensor that a user calls so; what Python's import_graph_def puts in front is left
   * out.
   */
  TensorName tensor(String name) {
    TensorName tensor = naming.apply(name);
    return TensorName.parse(new GraphIndex(graph).known(tensor.toString()));
  }
}
