package org.imagebeam.graph.function;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * How a node that runs functions hands its inputs to them.
 *
 * @param firstArgument the number of the input that is the functions' first argument
 * @param types the attribute that lists the arguments' dtypes
 * @param outputShapes whether the outputs are the arguments again, whose shapes an attribute lists
 */
record FunctionRun(int firstArgument, String types, boolean outputShapes) {
  private static final String SHAPES = "output_shapes";
  private static final Set<String> BRANCHES = Set.of("If", "StatelessIf", "Case", "StatelessCase");
  private static final Set<String> LOOPS = Set.of("While", "StatelessWhile");
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  /** Reads how a node runs functions; nothing of other nodes. */
  static Optional<FunctionRun> of(NodeDef node) {
    if (BRANCHES.contains(node.getOp())) {
      return Optional.of(new FunctionRun(1, "Tin", false));
    }
    if (LOOPS.contains(node.getOp())) {
      return Optional.of(new FunctionRun(0, "T", true));
    }
    return CALLS.contains(node.getOp())
        ? Optional.of(new FunctionRun(0, "Tin", false))
        : Optional.empty();
  }

  /**
   * Returns the node for arguments of other dtypes.
   *
   * @param arguments the dtypes by the number of the argument
   * @param function from the name of each function that is run to that of one that takes these
   */
  NodeDef retyped(NodeDef node, Map<Integer, DataType> arguments, UnaryOperator<String> function) {
    NodeDef.Builder retyped = node.toBuilder();
    node.getAttrMap().forEach((name, value) -> retyped.putAttr(name, renamed(value, function)));
    AttrValue.Builder listed = node.getAttrOrThrow(types).toBuilder();
    arguments.forEach((number, dtype) -> listed.getListBuilder().setType(number, dtype));
    retyped.putAttr(types, listed.build());
    if (outputShapes && node.containsAttr(SHAPES)) {
      AttrValue.Builder shapes = node.getAttrOrThrow(SHAPES).toBuilder();
      for (int number : arguments.keySet()) {
        if (number < shapes.getList().getShapeCount()) {
          shapes
              .getListBuilder()
              .setShape(number, TensorShapeProto.newBuilder().setUnknownRank(true));
        }
      }
      retyped.putAttr(SHAPES, shapes.build());
    }
    return retyped.build();
  }

  private static AttrValue renamed(AttrValue value, UnaryOperator<String> function) {
    if (value.hasFunc()) {
      return value.toBuilder().setFunc(renamed(value.getFunc(), function)).build();
    }
    if (value.getList().getFuncCount() == 0) {
      return value;
    }
    AttrValue.Builder renamed = value.toBuilder();
    for (int i = 0; i < value.getList().getFuncCount(); i++) {
      renamed.getListBuilder().setFunc(i, renamed(value.getList().getFunc(i), function));
    }
    return renamed.build();
  }

  private static NameAttrList renamed(NameAttrList called, UnaryOperator<String> function) {
    return called.toBuilder().setName(function.apply(called.getName())).build();
  }
}
