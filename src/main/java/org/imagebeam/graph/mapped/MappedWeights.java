package org.imagebeam.graph.mapped;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Takes a network's weights out of its graph. In place of each constant the graph reads a variable,
 * which is given the content of a file when {@code initializer} is run: an ImmutableConst maps it
 * into memory. (A layer that read the ImmutableConst itself would have the file mapped anew in each
 * run.)
 *
 * <p>oneDNN keeps a filter that is a constant in the order that it computes in. TensorFlow has it
 * do so by the op alone that the filter comes from, so the layers of such filters are written here
 * as TensorFlow 2.18's {@code mkl_layout_pass.cc} would have written them.
 *
 * @param graph without the weights; where the path of a file belongs, its name stands
 * @param initializer the node to run first
 * @param weights the content of each file, by its name
 */
record MappedWeights(GraphDef graph, String initializer, Map<String, ByteString> weights) {
  /** Smaller constants stay: a file takes at least a page of memory, and time to map. */
  static final int LEAST_BYTES = 4096;

  /** The op that maps a file, and its attribute that names it. */
  static final String MAP = "ImmutableConst";

  static final String FILE = "memory_region_name";

  private static final Map<DataType, Integer> BYTES =
      Map.of(DataType.DT_FLOAT, Float.BYTES, DataType.DT_QINT8, Byte.BYTES);

  /** The names by which TensorFlow's ops find their kernels of oneDNN. */
  private static final String FLOAT_KERNEL = "MklNameChangeOp";

  private static final String INT8_KERNEL = "QuantizedMklOp";

  /** Ops whose input 1 is a filter, as they are called once they are oneDNN's. */
  private static final Map<String, String> LAYERS =
      Map.of(
          "Conv2D", "_MklNativeConv2D",
          "_FusedConv2D", "_MklNativeFusedConv2D",
          "DepthwiseConv2dNative", "_MklNativeDepthwiseConv2dNative",
          "_FusedDepthwiseConv2dNative", "_MklNativeFusedDepthwiseConv2dNative",
          "_FusedMatMul", "_MklNativeFusedMatMul");

  /**
   * Depthwise layers aren't among them: TensorFlow infers a wrong shape for oneDNN's form of those,
   * which it makes after all shapes are inferred.
   */
  private static final Map<String, String> INT8_LAYERS =
      Map.of(
          "QuantizedConv2DWithBiasAndReluAndRequantize",
          "_MklQuantizedConv2DWithBiasAndReluAndRequantize",
          "QuantizedConv2DWithBiasSumAndReluAndRequantize",
          "_MklQuantizedConv2DWithBiasSumAndReluAndRequantize");

  /** Ops that read their weights in each run, and for which nothing depends on where from. */
  private static final Set<String> PRODUCTS = Set.of("MatMul", "BatchMatMulV2");

  MappedWeights {
    requireNonNull(graph, "graph is null");
    requireNonNull(initializer, "initializer is null");
    requireNonNull(weights, "weights is null");
  }

  /**
   * Splits a network whose layers run on oneDNN's kernels.
   *
   * @param leastBytes of a constant that becomes a file
   */
  static MappedWeights of(GraphDef graph, int leastBytes) {
    requireNonNull(graph, "graph is null");
    GraphIndex index = new GraphIndex(graph);
    Set<String> fixed = readOtherwise(graph);
    Map<String, ByteString> weights = new LinkedHashMap<>();
    Map<String, List<NodeDef>> mapped = new HashMap<>();
    NodeDef.Builder initializer =
        NodeDef.newBuilder().setName(index.freeName("load_weights")).setOp("NoOp");
    for (NodeDef node : graph.getNodeList()) {
      if (isOf(leastBytes, node) && !fixed.contains(node.getName())) {
        String file = String.format(Locale.ROOT, "weights-%05d", weights.size());
        weights.put(file, tensor(node).getTensorContent());
        List<NodeDef> variable = variable(index, node, file);
        initializer.addInput("^" + variable.get(variable.size() - 1).getName());
        mapped.put(node.getName(), variable);
      }
    }
    GraphDef.Builder split = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      boolean reads = node.getInputCount() > 1 && mapped.containsKey(filter(node));
      split.addAllNode(
          mapped.getOrDefault(node.getName(), List.of(reads ? withConstantFilter(node) : node)));
    }
    return new MappedWeights(
        split.addNode(initializer).build(), initializer.getName(), Map.copyOf(weights));
  }

  /** The nodes that aren't read as the filter of a layer or the weights of a product alone. */
  private static Set<String> readOtherwise(GraphDef graph) {
    Set<String> read = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      boolean layer = isLayer(node.getOp()) || PRODUCTS.contains(node.getOp());
      for (int i = 0; i < node.getInputCount(); i++) {
        if (!layer || i != 1) {
          read.add(GraphIndex.nodeName(node.getInput(i)));
        }
      }
    }
    return read;
  }

  private static boolean isLayer(String op) {
    return LAYERS.containsKey(op) || INT8_LAYERS.containsKey(op);
  }

  private static String filter(NodeDef layer) {
    return GraphIndex.nodeName(layer.getInput(1));
  }

  private static TensorProto tensor(NodeDef constant) {
    return constant.getAttrOrThrow("value").getTensor();
  }

  /** Whether a node is a constant of so many bytes, whose values stand there one by one. */
  private static boolean isOf(int leastBytes, NodeDef node) {
    if (!node.getOp().equals("Const")) {
      return false;
    }
    TensorProto tensor = tensor(node);
    long elements =
        tensor.getTensorShape().getDimList().stream()
            .mapToLong(dimension -> dimension.getSize())
            .reduce(1, Math::multiplyExact);
    int size = tensor.getTensorContent().size();
    return size >= leastBytes && size == elements * BYTES.getOrDefault(tensor.getDtype(), 0);
  }

  /** The nodes of a variable: the last gives it its value, the one before it reads it. */
  private static List<NodeDef> variable(GraphIndex index, NodeDef constant, String file) {
    String name = constant.getName();
    AttrValue dtype = Nodes.type(tensor(constant).getDtype());
    AttrValue shape = AttrValue.newBuilder().setShape(tensor(constant).getTensorShape()).build();
    NodeDef map =
        node(index.freeName(name + "/file"), MAP)
            .putAttr("dtype", dtype)
            .putAttr("shape", shape)
            .putAttr(FILE, Nodes.string(file))
            .build();
    NodeDef variable =
        node(index.freeName(name + "/variable"), "VarHandleOp")
            .putAttr("dtype", dtype)
            .putAttr("shape", shape)
            .putAttr("shared_name", Nodes.string(name))
            .build();
    NodeDef read = node(name, "ReadVariableOp", variable.getName()).putAttr("dtype", dtype).build();
    NodeDef assign =
        node(
                index.freeName(name + "/assign"),
                "AssignVariableOp",
                variable.getName(),
                map.getName())
            .putAttr("dtype", dtype)
            .build();
    return List.of(map, variable, read, assign);
  }

  private static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  private static NodeDef withConstantFilter(NodeDef layer) {
    String op = layer.getOp();
    if (LAYERS.containsKey(op)) {
      return layer.toBuilder()
          .setOp(LAYERS.get(op))
          .putAttr("_kernel", Nodes.string(FLOAT_KERNEL))
          .putAttr("is_filter_const", Nodes.of(true))
          .build();
    }
    if (INT8_LAYERS.containsKey(op)) {
      return layer.toBuilder()
          .setOp(INT8_LAYERS.get(op))
          .putAttr("_kernel", Nodes.string(INT8_KERNEL))
          .putAttr("is_filter_const", Nodes.of(true))
          .putAttr("is_bias_const", Nodes.of(true))
          .build();
    }
    return layer;
  }

  /** Returns the graph with the files' paths for their names. */
  static GraphDef located(GraphDef graph, UnaryOperator<String> path) {
    GraphDef.Builder located = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      located.addNode(
          node.getOp().equals(MAP)
              ? node.toBuilder()
                  .putAttr(
                      FILE,
                      Nodes.string(path.apply(node.getAttrOrThrow(FILE).getS().toStringUtf8())))
                  .build()
              : node);
    }
    return located.build();
  }
}
