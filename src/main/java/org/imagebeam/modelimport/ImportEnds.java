package org.imagebeam.modelimport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.graph.ends.BottleneckFinder;
import org.imagebeam.graph.ends.InputFinder;
import org.imagebeam.graph.ends.OutputFinder;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.GraphDef;

/**
 * Where images enter an imported graph, and where scores and bottlenecks leave it.
 *
 * @param others further outputs, if all are kept: those that could be meant, and those that don't
 *     depend on the image
 * @param size height and width of the images, if they are known
 */
record ImportEnds(
    TensorName input,
    TensorName output,
    List<TensorName> others,
    TensorName bottleneck,
    Optional<List<Integer>> size) {
  /**
   * Takes what the user says, or else what the graph's folder or signature says, or else what the
   * graph's ops and shapes tell.
   *
   * @throws org.imagebeam.graph.ends.AmbiguousEndException if one has to be named
   * @throws org.imagebeam.graph.safety.UnsafeGraphException if a node does more than to compute and
   *     to read and write checkpoints
   * @throws org.imagebeam.graph.GraphException if there is no node of a name
   */
  static ImportEnds of(ImportedGraph imported, ImportOptions options) {
    GraphDef graph = imported.graph();
    // TensorFlow runs some ops when it imports a graph, to learn their shapes.
    GraphSafety.requireComputingOrCheckpoints(graph);
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      TensorName input =
          options.input().map(imported::tensor).orElseGet(() -> input(imported, shapes));
      List<TensorName> outputs =
          options
              .output()
              .map(name -> List.of(imported.tensor(name)))
              .orElseGet(() -> outputs(imported, shapes, input, options.allOutputs()));
      TensorName output = outputs.get(0);
      TensorName bottleneck =
          options
              .bottleneck()
              .map(name -> present(graph, imported.tensor(name)))
              .or(() -> imported.spec().map(spec -> TensorName.parse(spec.bottleneck())))
              .orElseGet(() -> BottleneckFinder.find(graph, input, output));
      Optional<List<Integer>> size =
          options
              .size()
              .or(() -> imported.spec().flatMap(ModelSpec::size))
              .or(() -> size(shapes.known(input.toString())));
      return new ImportEnds(input, output, outputs.subList(1, outputs.size()), bottleneck, size);
    }
  }

  /** The tensors to freeze the graph for. */
  List<String> fetched() {
    return List.of(output, bottleneck).stream().map(TensorName::toString).distinct().toList();
  }

  /** A model folder's graph stays as it is, so that nobody would miss the node. */
  private static TensorName present(GraphDef graph, TensorName tensor) {
    new GraphIndex(graph).get(tensor.node());
    return tensor;
  }

  private static TensorName input(ImportedGraph imported, InferredShapes shapes) {
    return imported.inputs().size() == 1
        ? imported.inputs().get(0)
        : new InputFinder(imported.graph(), shapes).find();
  }

  /**
   * The output; if all are wanted, of several that could be meant each, and behind them those that
   * don't depend on the image.
   */
  private static List<TensorName> outputs(
      ImportedGraph imported, InferredShapes shapes, TensorName input, boolean all) {
    if (!all) {
      return List.of(output(imported, shapes, input));
    }
    List<TensorName> outputs = new ArrayList<>();
    try {
      outputs.add(output(imported, shapes, input));
    } catch (AmbiguousEndException e) {
      if (e.candidates().isEmpty()) {
        throw e;
      }
      outputs.addAll(e.candidates());
    }
    Set<String> reached = new GraphIndex(imported.graph()).dependents(List.of(input.node()));
    imported.outputs().stream()
        .filter(output -> !reached.contains(output.node()) && !outputs.contains(output))
        .forEach(outputs::add);
    return outputs;
  }

  private static TensorName output(
      ImportedGraph imported, InferredShapes shapes, TensorName input) {
    OutputFinder finder = new OutputFinder(imported.graph(), shapes);
    return switch (imported.outputs().size()) {
      case 0 -> finder.find(input);
      case 1 -> imported.outputs().get(0);
      default -> finder.only(imported.outputs(), input);
    };
  }

  /** The height and width of a placeholder that takes images of one size. */
  private static Optional<List<Integer>> size(List<Long> shape) {
    if (shape.size() < 3) {
      return Optional.empty();
    }
    int first = shape.size() - (Shapes.isChannelsFirst(shape) ? 2 : 3);
    List<Long> sizes = shape.subList(first, first + 2);
    return sizes.contains(-1L)
        ? Optional.empty()
        : Optional.of(sizes.stream().map(Math::toIntExact).toList());
  }
}
