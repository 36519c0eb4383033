package org.imagebeam.graph.variables;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.summary.TrainableWeights;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Turns constants of a frozen graph into variables: the reverse of {@link Freezer}, for a network
 * that is to learn again.
 */
public final class Unfreezer {
  private static final String READ = "/Read/ReadVariableOp";
  private static final String ASSIGN = "/Assign";
  private static final String INITIAL_VALUE = "/initial_value";

  private Unfreezer() {}

  /**
   * Returns the weights of a graph that nothing has rewritten; see {@link #weights(GraphDef,
   * GraphDef, Optional)}.
   */
  public static List<String> weights(GraphDef graph, Optional<String> fromLayer) {
    return weights(graph, graph, fromLayer);
  }

  /**
   * The constants that a network learns: the float32 weights and biases of its Conv2D,
   * DepthwiseConv2dNative, MatMul and BiasAdd, each once, in the order of the nodes.
   *
   * @param folded the network as {@code InferenceOptimizer} leaves it
   * @param stored the same network before, whose nodes users know
   * @param fromLayer a node of {@code stored}, or the scope of several: only weights of these and
   *     of nodes that depend on them; without, all
   * @throws GraphException if there is no such layer (the message names some that exist), or if
   *     there are no weights
   */
  public static List<String> weights(GraphDef folded, GraphDef stored, Optional<String> fromLayer) {
    requireNonNull(folded, "folded is null");
    requireNonNull(stored, "stored is null");
    return TrainableWeights.of(folded, stored, fromLayer);
  }

  /**
   * Turns each of these constants into a resource variable of its name, as Python names what
   * belongs to it: {@code <name>/Read/ReadVariableOp} is what others read from now on, {@code
   * <name>/Assign} gives it the value that is fed to the placeholder {@code <name>/initial_value}.
   * The values themselves leave the graph.
   *
   * @throws GraphException if one is no float32 constant, or if a name that is needed is taken
   */
  public static GraphDef unfreeze(GraphDef graph, Collection<String> constants) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> unfrozen = new LinkedHashSet<>(constants);
    unfrozen.forEach(name -> requireFit(index, name));
    GraphDef.Builder result = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (unfrozen.contains(node.getName())) {
        result.addAllNode(variable(node));
      } else {
        result.addNode(rewired(node, unfrozen));
      }
    }
    return result.build();
  }

  /** The node that reads a variable. */
  public static String read(String variable) {
    return variable + READ;
  }

  /** The node that gives a variable its first value. */
  public static String assign(String variable) {
    return variable + ASSIGN;
  }

  /** The placeholder of a variable's first value. */
  public static String initialValue(String variable) {
    return variable + INITIAL_VALUE;
  }

  private static void requireFit(GraphIndex index, String name) {
    NodeDef node = index.get(name);
    if (!FloatTensor.isConst(node, DataType.DT_FLOAT)) {
      throw new GraphException(
          "node '" + name + "' (" + node.getOp() + ") is not a float32 constant");
    }
    for (String needed : List.of(read(name), assign(name), initialValue(name))) {
      if (index.find(needed).isPresent()) {
        throw new GraphException(
            "constant '" + name + "' can't become a variable: there is a node '" + needed + "'");
      }
    }
  }

  private static List<NodeDef> variable(NodeDef constant) {
    String name = constant.getName();
    AttrValue dtype = Nodes.type(DataType.DT_FLOAT);
    NodeDef handle =
        node(constant, name, "VarHandleOp")
            .putAttr("dtype", dtype)
            .putAttr(
                "shape",
                AttrValue.newBuilder()
                    .setShape(constant.getAttrOrThrow("value").getTensor().getTensorShape())
                    .build())
            .putAttr("container", AttrValue.newBuilder().setS(ByteString.EMPTY).build())
            .putAttr(
                "shared_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(name)).build())
            .build();
    NodeDef initial =
        node(constant, initialValue(name), "Placeholder")
            .putAttr("dtype", dtype)
            .putAttr("shape", handle.getAttrOrThrow("shape"))
            .build();
    NodeDef assign =
        node(constant, assign(name), "AssignVariableOp")
            .addInput(name)
            .addInput(initial.getName())
            .putAttr("dtype", dtype)
            .build();
    NodeDef read =
        node(constant, read(name), "ReadVariableOp").addInput(name).putAttr("dtype", dtype).build();
    return List.of(handle, initial, assign, read);
  }

  private static NodeDef.Builder node(NodeDef constant, String name, String op) {
    return NodeDef.newBuilder().setName(name).setOp(op).setDevice(constant.getDevice());
  }

  private static NodeDef rewired(NodeDef node, Set<String> unfrozen) {
    NodeDef.Builder rewired = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (!GraphIndex.isControl(input) && unfrozen.contains(GraphIndex.nodeName(input))) {
        rewired.setInput(i, read(GraphIndex.nodeName(input)));
      }
    }
    return rewired.build();
  }
}
