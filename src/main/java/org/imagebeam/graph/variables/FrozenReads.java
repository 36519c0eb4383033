package org.imagebeam.graph.variables;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Turns the nodes that read variables into ones that read constants. */
final class FrozenReads {
  private static final String HANDLE = "VarHandleOp";

  /** Ops that hand on their first input, a handle or a value, unchanged. */
  private static final Set<String> CARRIERS =
      Set.of("Identity", "Enter", "Exit", "NextIteration", "Switch");

  /** Ops that do so with a reference, and what does it with a value. */
  private static final Map<String, String> REFERENCE_CARRIERS =
      Map.of(
          "RefIdentity", "Identity",
          "RefEnter", "Enter",
          "RefExit", "Exit",
          "RefNextIteration", "NextIteration",
          "RefSwitch", "Switch");

  /** Ops whose first input has to be a reference, to change it or to ask about it. */
  private static final Pattern NEEDS_REFERENCE =
      Pattern.compile(
          "Assign(Add|Sub)?|Scatter(Nd)?(Add|Sub|Mul|Div|Min|Max|Update)|(Sparse)?Apply.+"
              + "|StridedSliceAssign|CountUpTo|RefMerge|RefSelect|IsVariableInitialized");

  /** Ops that change a variable, by its reference or its handle. */
  private static final Pattern CHANGES =
      Pattern.compile(
          "Assign(Add|Sub)?(VariableOp)?|(Resource)?Scatter.+|(Resource)?(Sparse)?Apply.+"
              + "|(Resource)?StridedSliceAssign|(Resource)?CountUpTo"
              + "|Stateful.+|RngReadAndSkip|RngSkip");

  private final GraphIndex index;

  FrozenReads(GraphIndex index) {
    this.index = index;
  }

  /**
   * The node as it is, or what takes its place, under its name.
   *
   * @throws GraphException if it does anything else to a variable than to read it
   */
  List<NodeDef> convert(NodeDef node) {
    Optional<NodeDef> variable = variable(node, 0);
    for (int i = 1; i < node.getInputCount(); i++) {
      Optional<NodeDef> other = variable(node, i);
      if (other.isPresent() && isHandle(other.get())) {
        throw unfit(node, other.get());
      }
    }
    if (variable.isEmpty()) {
      return List.of(node);
    }
    return isHandle(variable.get())
        ? handleUse(node, variable.get())
        : List.of(referenceUse(node, variable.get()));
  }

  private static NodeDef referenceUse(NodeDef node, NodeDef variable) {
    if (NEEDS_REFERENCE.matcher(node.getOp()).matches()) {
      throw unfit(node, variable);
    }
    String op = REFERENCE_CARRIERS.get(node.getOp());
    return op == null ? node : node.toBuilder().setOp(op).build();
  }

  private List<NodeDef> handleUse(NodeDef node, NodeDef variable) {
    AttrValue dtype = attribute(variable, "dtype");
    if (CARRIERS.contains(node.getOp())) {
      return List.of(node.toBuilder().putAttr("T", dtype).build());
    }
    return switch (node.getOp()) {
      case "ReadVariableOp" -> List.of(inPlaceOf(node, "Identity").putAttr("T", dtype).build());
      case "ResourceGather" -> gather(node, dtype);
      case "ResourceGatherNd" -> List.of(gathering(node, "GatherNd", dtype).build());
      default -> throw unfit(node, variable);
    };
  }

  private List<NodeDef> gather(NodeDef node, AttrValue dtype) {
    if (attribute(node, "batch_dims").getI() != 0) {
      throw new GraphException(
          "node '" + node.getName() + "' (ResourceGather) gathers in batches and can't be frozen");
    }
    NodeDef axis = Nodes.intScalar(index.freeName(node.getName() + "/axis"), 0);
    NodeDef.Builder gather =
        gathering(node, "GatherV2", dtype)
            .putAttr("Taxis", Nodes.type(DataType.DT_INT32))
            .clearInput()
            .addInput(node.getInput(0))
            .addInput(node.getInput(1))
            .addInput(axis.getName());
    node.getInputList().stream().skip(2).forEach(gather::addInput);
    return List.of(axis, gather.build());
  }

  private static NodeDef.Builder gathering(NodeDef node, String op, AttrValue dtype) {
    return inPlaceOf(node, op)
        .putAttr("Tparams", dtype)
        .putAttr("Tindices", attribute(node, "Tindices"));
  }

  private static NodeDef.Builder inPlaceOf(NodeDef node, String op) {
    NodeDef.Builder other =
        NodeDef.newBuilder().setName(node.getName()).setOp(op).addAllInput(node.getInputList());
    return node.containsAttr("_class") ? other.putAttr("_class", attribute(node, "_class")) : other;
  }

  /** The variable whose handle or reference a node gets as an input, as it is or by carriers. */
  private Optional<NodeDef> variable(NodeDef node, int input) {
    if (input >= node.getInputCount() || GraphIndex.isControl(node.getInput(input))) {
      return Optional.empty();
    }
    NodeDef from = index.input(node, input);
    // A loop's edges may lead in circles, and more steps than there are nodes lead nowhere.
    for (int i = 0; i < index.size() && isCarrier(from); i++) {
      from = index.input(from, 0);
    }
    return Optional.of(from).filter(Freezer::isVariable);
  }

  private static boolean isCarrier(NodeDef node) {
    return REFERENCE_CARRIERS.containsKey(node.getOp())
        || (CARRIERS.contains(node.getOp())
            && attribute(node, "T").getType() == DataType.DT_RESOURCE);
  }

  private static boolean isHandle(NodeDef variable) {
    return variable.getOp().equals(HANDLE);
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  private static GraphException unfit(NodeDef node, NodeDef variable) {
    if (CHANGES.matcher(node.getOp()).matches()) {
      return new GraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) changes variable '%s', as in training, so that it can't be frozen:"
                  + " export the model for inference (in Keras, called with training=False), or name"
                  + " outputs that don't need that node",
              node.getName(),
              node.getOp(),
              variable.getName()));
    }
    return new GraphException(
        String.format(
            Locale.ROOT,
            "node '%s' (%s) needs variable '%s' itself and not only its value, so that it can't be"
                + " frozen; name outputs that don't need that node",
            node.getName(),
            node.getOp(),
            variable.getName()));
  }
}
