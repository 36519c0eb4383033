package org.imagebeam.graph.int8;

import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What a tensor is made of by ops that add and multiply by one number: {@code scale * tensor +
 * offset}. Pixels that were normalised are of that kind.
 *
 * @param tensor as an input names it
 * @param scale more than 0
 */
record ScaledTensor(String tensor, double scale, double offset) {
  /** Follows a tensor back as far as it goes; at the least, it is itself. */
  static ScaledTensor of(GraphIndex index, String tensor) {
    ScaledTensor found = new ScaledTensor(tensor, 1, 0);
    Optional<ScaledTensor> next = found.before(index);
    while (next.isPresent()) {
      found = next.get();
      next = found.before(index);
    }
    return found;
  }

  private Optional<ScaledTensor> before(GraphIndex index) {
    Optional<NodeDef> node = index.find(GraphIndex.nodeName(tensor));
    if (node.isEmpty() || node.get().getInputCount() != 2) {
      return Optional.empty();
    }
    String first = node.get().getInput(0);
    Optional<Double> number = number(index, node.get(), 1);
    return switch (node.get().getOp()) {
      case "Sub" -> number.map(by -> new ScaledTensor(first, scale, offset - scale * by));
      case "RealDiv" -> number.filter(by -> by > 0).map(by -> scaled(first, 1 / by));
      case "Add", "AddV2" ->
          number
              .map(by -> new ScaledTensor(first, scale, offset + scale * by))
              .or(
                  () ->
                      number(index, node.get(), 0)
                          .map(by -> new ScaledTensor(second(node), scale, offset + scale * by)));
      case "Mul" ->
          number
              .filter(by -> by > 0)
              .map(by -> scaled(first, by))
              .or(
                  () ->
                      number(index, node.get(), 0)
                          .filter(by -> by > 0)
                          .map(by -> scaled(second(node), by)));
      default -> Optional.empty();
    };
  }

  private static String second(Optional<NodeDef> node) {
    return node.orElseThrow().getInput(1);
  }

  private ScaledTensor scaled(String of, double by) {
    return new ScaledTensor(of, scale * by, offset);
  }

  private static Optional<Double> number(GraphIndex index, NodeDef node, int input) {
    NodeDef constant = index.input(node, input);
    if (!FloatTensor.isConst(constant, DataType.DT_FLOAT)
        || !FloatTensor.shapeOf(constant).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of((double) FloatTensor.read(constant).get(0));
  }
}
