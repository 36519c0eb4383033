package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * What a saver's restoring node would assign to which variable, read off the graph: so it can be
 * checked beforehand, also for a graph that another program has made.
 */
final class RestorePlan {
  private static final Set<String> READERS = Set.of("RestoreV2", "RestoreSlice", "Restore");

  /**
   * One value from the checkpoint.
   *
   * @param name of the tensor in the checkpoint
   * @param value what reads it
   * @param variable that it is assigned to
   * @param reshaped whether any shape of the same size will do
   * @param source the tensor, or the part of one, if the graph's constants say so
   */
  record Step(
      String name,
      Output<?> value,
      GraphVariable variable,
      boolean reshaped,
      Optional<SavedAs> source) {
    /** Whether the index of a checkpoint tells what is read. */
    boolean isKnown() {
      return source.isPresent();
    }

    /** Whether a tensor of this shape can be assigned. */
    boolean takes(Shape shape) {
      return reshaped || variable.shape().isCompatibleWith(shape);
    }
  }

  private RestorePlan() {}

  /**
   * Reads what a node would do.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  static List<Step> of(Graph graph, String restoreOp) {
    GraphOperation start = graph.operation(restoreOp);
    if (start == null) {
      throw new IllegalArgumentException("the graph has no node " + restoreOp + " to restore by");
    }
    List<Step> steps = new ArrayList<>();
    Set<Operation> seen = new HashSet<>();
    Deque<GraphOperation> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      GraphOperation op = next.remove();
      if (seen.add(op)) {
        step(op).ifPresent(steps::add);
        next.addAll(op.controlInputs());
      }
    }
    return steps;
  }

  private static Optional<Step> step(GraphOperation op) {
    if (op.numInputs() < 2 || !GraphVariable.isVariable((GraphOperation) op.input(0).op())) {
      return Optional.empty();
    }
    GraphVariable variable = GraphVariable.of((GraphOperation) op.input(0).op());
    Output<?> value = op.input(1);
    boolean reshaped = false;
    while (!READERS.contains(value.op().type())) {
      GraphOperation between = (GraphOperation) value.op();
      if (!between.type().equals("Identity") && !between.type().equals("Reshape")) {
        return Optional.empty();
      }
      reshaped |= between.type().equals("Reshape");
      value = between.input(0);
    }
    GraphOperation reader = (GraphOperation) value.op();
    Optional<String> name = string(reader.input(1), value.index());
    String known = name.orElse(reader.name() + ":" + value.index());
    return Optional.of(new Step(known, value, variable, reshaped, source(name, reader, value)));
  }

  private static Optional<SavedAs> source(
      Optional<String> name, GraphOperation reader, Output<?> value) {
    Optional<String> slice =
        reader.type().equals("Restore") ? Optional.of("") : string(reader.input(2), value.index());
    try {
      return name.isPresent() && slice.isPresent()
          ? Optional.of(SavedAs.of(name.get(), slice.get()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // TensorFlow's to judge.
      return Optional.empty();
    }
  }

  private static Optional<String> string(Output<?> constant, int index) {
    GraphOperation op = (GraphOperation) constant.op();
    if (!op.type().equals("Const")) {
      return Optional.empty();
    }
    List<ByteString> strings =
        op.attributes().getAttrValueProto("value").getTensor().getStringValList();
    // A list whose end is all the same may be cut short.
    return strings.isEmpty()
        ? Optional.of("")
        : Optional.of(strings.get(Math.min(index, strings.size() - 1)).toStringUtf8());
  }
}
