package org.imagebeam.graph.variables;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.Subgraph;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Turns a graph's variables into constants, as TensorFlow's {@code
 * graph_util.convert_variables_to_constants} does, and keeps only what the outputs need.
 *
 * <p>Every node that is kept keeps its name, so {@code add:0} still means what it meant. A Variable
 * or VariableV2 becomes a Const; so does a VarHandleOp, and what reads it (ReadVariableOp,
 * ResourceGather, ResourceGatherNd) becomes an Identity, GatherV2 or GatherNd, on no device of its
 * own. Functions of the graph's library are left as they are.
 */
public final class Freezer {
  private static final Set<String> REFERENCES = Set.of("Variable", "VariableV2");
  private static final String HANDLE = "VarHandleOp";
  private static final String COLOCATION = "_class";
  private static final String COLOCATED_WITH = "loc:@";

  private Freezer() {}

  /**
   * The variables that the outputs need, in the order of their nodes.
   *
   * @param outputs nodes, or tensors such as {@code add:0}
   * @return the nodes: Variable, VariableV2 or VarHandleOp
   * @throws GraphException if the graph lacks an output, or a node that one needs
   */
  public static List<NodeDef> variables(GraphDef graph, Collection<String> outputs) {
    return needed(graph, outputs).getNodeList().stream().filter(Freezer::isVariable).toList();
  }

  /** Whether a node is a variable: Variable, VariableV2 or VarHandleOp. */
  public static boolean isVariable(NodeDef node) {
    return REFERENCES.contains(node.getOp()) || node.getOp().equals(HANDLE);
  }

  private static GraphDef needed(GraphDef graph, Collection<String> outputs) {
    requireNonNull(graph, "graph is null");
    if (outputs.isEmpty()) {
      throw new GraphException("no output is named, so that nothing of the graph is needed");
    }
    return Subgraph.endingAt(graph, outputs.stream().map(GraphIndex::nodeName).toList());
  }

  /**
   * Freezes a graph.
   *
   * @param values of at least the variables that {@link #variables} gives, by the names of their
   *     nodes
   * @param outputs nodes, or tensors such as {@code add:0}
   * @throws GraphException if the graph lacks an output or a node that one needs, if a variable has
   *     no value or one of another dtype or shape, or if an output needs a node that changes a
   *     variable, or uses its handle in another way than to read it
   */
  public static GraphDef freeze(
      GraphDef graph, Map<String, TensorProto> values, Collection<String> outputs) {
    requireNonNull(values, "values is null");
    GraphDef needed = needed(graph, outputs);
    GraphIndex index = new GraphIndex(needed);
    FrozenReads reads = new FrozenReads(index);
    GraphDef.Builder frozen = needed.toBuilder().clearNode();
    for (NodeDef node : needed.getNodeList()) {
      if (isVariable(node)) {
        frozen.addNode(constant(node, values.get(node.getName())));
      } else {
        frozen.addAllNode(reads.convert(node));
      }
    }
    // Once more, since a variable's control inputs went with it.
    return withoutDanglingColocations(needed(frozen.build(), outputs));
  }

  private static NodeDef constant(NodeDef variable, @Nullable TensorProto value) {
    if (value == null) {
      throw new GraphException(
          "variable '" + variable.getName() + "' is needed and no value is given for it");
    }
    DataType dtype = variable.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    if (value.getDtype() != dtype) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "variable '%s' is of %s in the graph, and its value of %s",
              variable.getName(),
              dtype,
              value.getDtype()));
    }
    AttrValue shape = variable.getAttrOrDefault("shape", AttrValue.getDefaultInstance());
    if (!Shapes.allow(shape.getShape(), value.getTensorShape())) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "variable '%s' has the shape %s in the graph, and its value %s",
              variable.getName(),
              Shapes.text(shape.getShape()),
              Shapes.text(value.getTensorShape())));
    }
    return NodeDef.newBuilder()
        .setName(variable.getName())
        .setOp("Const")
        .putAttr("dtype", Nodes.type(dtype))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }

  /** TensorFlow refuses a graph with a node that belongs beside one that isn't there. */
  private static GraphDef withoutDanglingColocations(GraphDef graph) {
    GraphIndex index = new GraphIndex(graph);
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      AttrValue.ListValue listed =
          node.getAttrOrDefault(COLOCATION, AttrValue.getDefaultInstance()).getList();
      AttrValue.ListValue.Builder present = AttrValue.ListValue.newBuilder();
      listed.getSList().stream()
          .filter(with -> isPresent(index, with.toStringUtf8()))
          .forEach(present::addS);
      kept.addNode(present.getSCount() == listed.getSCount() ? node : with(node, present));
    }
    return kept.build();
  }

  private static boolean isPresent(GraphIndex index, String colocation) {
    return !colocation.startsWith(COLOCATED_WITH)
        || index.find(colocation.substring(COLOCATED_WITH.length())).isPresent();
  }

  private static NodeDef with(NodeDef node, AttrValue.ListValue.Builder colocations) {
    NodeDef.Builder changed = node.toBuilder().removeAttr(COLOCATION);
    if (colocations.getSCount() > 0) {
      changed.putAttr(COLOCATION, AttrValue.newBuilder().setList(colocations).build());
    }
    return changed.build();
  }
}
