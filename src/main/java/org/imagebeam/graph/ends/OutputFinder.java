package org.imagebeam.graph.ends;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.Activated;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.ends.AmbiguousEndException.End;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor with the scores of an image's classes. */
public final class OutputFinder {
  /** Names that TensorFlow's own programs give it; the first that a graph has is meant. */
  private static final List<String> KNOWN = List.of("final_result", "softmax");

  private final GraphDef graph;
  private final GraphIndex index;
  private final InferredShapes shapes;

  /**
   * @param graph that is looked at
   * @param shapes of its tensors; stay open
   */
  public OutputFinder(GraphDef graph, InferredShapes shapes) {
    this.graph = requireNonNull(graph, "graph is null");
    this.index = new GraphIndex(graph);
    this.shapes = requireNonNull(shapes, "shapes is null");
  }

  /**
   * Returns the output.
   *
   * @param input the node that is fed; the output depends on it
   * @throws AmbiguousEndException if nothing depends on the input, or if there are several outputs
   *     that could be meant
   */
  public TensorName find(TensorName input) {
    Set<String> reached = index.dependents(List.of(input.node()));
    for (String name : KNOWN) {
      if (reached.contains(name)) {
        return new TensorName(name, 0);
      }
    }
    Map<String, TensorName> ends = new LinkedHashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      if (reached.contains(node.getName()) && index.consumers(node.getName()).isEmpty()) {
        scores(node).forEach(end -> ends.putIfAbsent(source(end).getName(), end));
      }
    }
    return only(ends.values(), input);
  }

  /**
   * Chooses among tensors that a model names as its outputs; one that doesn't depend on the input
   * can't be meant.
   *
   * @param input the node that is fed
   * @throws AmbiguousEndException if there are several that could be meant
   */
  public TensorName only(Collection<TensorName> outputs, TensorName input) {
    Set<String> reached = index.dependents(List.of(input.node()));
    List<TensorName> candidates =
        outputs.stream()
            .filter(output -> reached.contains(output.node()))
            .filter(this::areScores)
            .distinct()
            .toList();
    List<TensorName> activated = candidates.stream().filter(this::isActivated).toList();
    if (activated.size() == 1) {
      return activated.get(0);
    }
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (candidates.isEmpty()) {
      throw AmbiguousEndException.none(
          End.OUTPUT, "output that depends on the image and could hold scores");
    }
    throw AmbiguousEndException.of(
        End.OUTPUT, "outputs that could hold scores", candidates, this::text);
  }

  /** The nearest tensors of real numbers that a node at the end of a graph is made of. */
  private Set<TensorName> scores(NodeDef end) {
    Set<TensorName> found = new HashSet<>();
    Deque<TensorName> open = new ArrayDeque<>();
    Set<TensorName> seen = new HashSet<>();
    if (shapes.hasOutput(end.getName())) {
      open.add(new TensorName(end.getName(), 0));
    }
    while (!open.isEmpty()) {
      TensorName tensor = open.pop();
      if (!seen.add(tensor)) {
        continue;
      }
      if (isReal(tensor)) {
        found.add(tensor);
      } else {
        index.get(tensor.node()).getInputList().stream()
            .filter(input -> !GraphIndex.isControl(input))
            .map(TensorName::parse)
            .filter(input -> !index.get(input.node()).getOp().equals("Const"))
            .forEach(open::add);
      }
    }
    return found;
  }

  private boolean isReal(TensorName tensor) {
    return Dtypes.REAL.contains(shapes.type(tensor));
  }

  /** Whether it can be one number a class: a vector an image, whatever its other dimensions. */
  private boolean areScores(TensorName tensor) {
    if (!isReal(tensor)) {
      return false;
    }
    if (!shapes.isRankKnown(tensor.toString())) {
      return true;
    }
    List<Long> shape = shapes.known(tensor.toString());
    return !shape.isEmpty()
        && shape.subList(Math.min(1, shape.size() - 1), shape.size() - 1).stream()
            .allMatch(size -> size == 1 || size == -1);
  }

  /** The node that computes what a tensor is. */
  private NodeDef source(TensorName tensor) {
    return Activated.source(index, index.get(tensor.node()), Activated.Through.CONVERTED);
  }

  private boolean isActivated(TensorName tensor) {
    return Activated.find(index, index.get(tensor.node()), Activated.Through.CONVERTED).isPresent();
  }

  private String text(TensorName tensor) {
    return String.format(
        Locale.ROOT,
        "'%s' (%s %s)",
        tensor,
        source(tensor).getOp(),
        Shapes.text(shapes.known(tensor.toString())));
  }
}
