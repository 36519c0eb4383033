package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Small networks of the kinds that a rewrite could get wrong, from {@code image}, float32 {@code
 * [?, 12, 12, 64]}, to {@code out}.
 */
public final class RewriteCases {
  public static final int SIDE = 12;
  public static final int CHANNELS = 64;

  private final Map<String, GraphDef> cases = new LinkedHashMap<>();
  private final NodeDef image =
      Nodes.placeholder("image", DataType.DT_FLOAT, -1, SIDE, SIDE, CHANNELS);

  private RewriteCases() {}

  /** The networks by what is special about them. */
  public static Map<String, GraphDef> all() {
    RewriteCases cases = new RewriteCases();
    cases.addGroups();
    cases.addWindows();
    cases.addSums();
    cases.addNeighbours();
    cases.addTypes();
    cases.addPools();
    cases.cases.putAll(FusionCases.all());
    return cases.cases;
  }

  private void add(String name, NodeDef... nodes) {
    cases.put(name, GraphDef.newBuilder().addNode(image).addAllNode(Arrays.asList(nodes)).build());
  }

  private static NodeDef weights(String name, int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int terms = size / shape[shape.length - 1];
    float[] values = Layers.random(size);
    for (int i = 0; i < size; i++) {
      values[i] /= (float) Math.sqrt(terms);
    }
    return NodeDefs.constFloats(name, Arrays.stream(shape).boxed().toList(), values);
  }

  private static NodeDef vector(String name, int size) {
    return Layers.vector(name, Layers.random(size));
  }

  private static NodeDef positive(String name, int size) {
    float[] values = Layers.random(size);
    for (int i = 0; i < size; i++) {
      values[i] = 0.5f + values[i] * values[i];
    }
    return Layers.vector(name, values);
  }

  private static NodeDef.Builder conv(String name, String input) {
    return Layers.conv("Conv2D", name, input, "w").putAttr("padding", NodeDefs.string("SAME"));
  }

  private static NodeDef norm(String name, String input) {
    return NodeDefs.floatNode(name, "FusedBatchNormV3", input, "gamma", "beta", "mean", "variance")
        .putAttr("U", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("epsilon", NodeDefs.real(0.001f))
        .putAttr("is_training", NodeDefs.bool(false))
        .build();
  }

  /** Returns the convolution in groups: of more than 320 channels, narrow, one channel a group. */
  private void addGroups() {
    for (int out : new int[] {384, 64}) {
      for (int groups : new int[] {2, 4, CHANNELS}) {
        String kind = groups + " groups to " + out + " channels, ";
        NodeDef w = weights("w", 3, 3, CHANNELS / groups, out);
        NodeDef bias = Layers.op("sum", "BiasAdd", "conv", "b");
        NodeDef relu = Layers.op("out", "Relu", "sum");
        add(kind + "alone", w, conv("out", "image").build());
        add(kind + "bias, Relu", w, vector("b", out), conv("conv", "image").build(), bias, relu);
        add(
            kind + "Mul, Add, Relu6",
            w,
            vector("b", out),
            positive("s", out),
            conv("conv", "image").build(),
            Layers.op("scaled", "Mul", "conv", "s"),
            Layers.op("sum", "AddV2", "scaled", "b"),
            Layers.op("out", "Relu6", "sum"));
      }
    }
    NodeDef w = weights("w", 3, 3, CHANNELS / 2, 64);
    add(
        "groups, batch norm, Relu",
        w,
        vector("gamma", 64),
        vector("beta", 64),
        vector("mean", 64),
        positive("variance", 64),
        conv("conv", "image").build(),
        norm("norm", "conv"),
        Layers.op("out", "Relu", "norm"));
    add(
        "groups, 1 by 7, bias",
        weights("w", 1, 7, CHANNELS / 2, 64),
        vector("b", 64),
        conv("conv", "image").build(),
        Layers.op("out", "BiasAdd", "conv", "b"));
    add(
        "groups behind a pool, bias",
        weights("w", 1, 1, CHANNELS / 2, 8),
        vector("b", 8),
        pool("pool", 3, "SAME"),
        conv("conv", "pool").build(),
        Layers.op("out", "BiasAdd", "conv", "b"));
    NodeDef any = Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, -1, -1);
    GraphDef known = cases.get("2 groups to 384 channels, bias, Relu");
    cases.put("groups of unknown channels", known.toBuilder().setNode(0, any).build());
    add(
        "groups, weights that are computed",
        weights("stored", 3, 3, CHANNELS / 2, 64),
        NodeDefs.constInts("axes", List.of(4), 0, 1, 2, 3),
        NodeDefs.floatNode("size", "Mean", "image", "axes")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
            .build(),
        Layers.op("w", "AddV2", "stored", "size"),
        vector("b", 64),
        conv("conv", "image").build(),
        Layers.op("sum", "BiasAdd", "conv", "b"),
        Layers.op("out", "Relu", "sum"));
  }

  private void addWindows() {
    List<NodeDef> layer = List.of(weights("w", 3, 3, CHANNELS, 352), vector("b", 352));
    NodeDef bias = Layers.op("sum", "BiasAdd", "conv", "b");
    NodeDef relu = Layers.op("out", "Relu", "sum");
    NodeDef dilated =
        conv("conv", "image")
            .putAttr("dilations", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
            .build();
    NodeDef padded =
        conv("conv", "image")
            .putAttr("padding", NodeDefs.string("EXPLICIT"))
            .putAttr(
                "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 2L, 0L, 1L, 0L, 0L)))
            .build();
    NodeDef strided =
        conv("conv", "image")
            .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
            .build();
    add("dilated", layer.get(0), layer.get(1), dilated, bias, relu);
    add("padded explicitly", layer.get(0), layer.get(1), padded, bias, relu);
    add("strided", layer.get(0), layer.get(1), strided, bias, relu);
    NodeDef valid = conv("conv", "image").putAttr("padding", NodeDefs.string("VALID")).build();
    add("valid", layer.get(0), layer.get(1), valid, bias, relu);
    add(
        "three dimensions",
        weights("w", 1, 3, 3, CHANNELS, 64),
        vector("b", 64),
        NodeDefs.constInt("axis", 1),
        NodeDefs.floatNode("deep", "ExpandDims", "image", "axis")
            .putAttr("Tdim", NodeDefs.type(DataType.DT_INT32))
            .build(),
        NodeDefs.floatNode("conv", "Conv3D", "deep", "w")
            .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L, 1L)))
            .putAttr("padding", NodeDefs.string("SAME"))
            .build(),
        bias,
        relu);
  }

  private void addSums() {
    NodeDef w = weights("w", 3, 3, CHANNELS, 64);
    NodeDef conv = conv("conv", "image").build();
    NodeDef b = vector("b", 64);
    NodeDef row = NodeDefs.constFloats("b", List.of(1, 1, 1, 64), Layers.random(64));
    NodeDef places =
        NodeDefs.constFloats("b", List.of(1, SIDE, SIDE, 1), Layers.random(SIDE * SIDE));
    NodeDef deeper = NodeDefs.constFloats("b", List.of(1, 1, 1, 1, 64), Layers.random(64));
    add("sum with its operands swapped", w, b, conv, Layers.op("out", "AddV2", "b", "conv"));
    add("difference the other way round", w, b, conv, Layers.op("out", "Sub", "b", "conv"));
    add("bias of rank 4", w, row, conv, Layers.op("out", "AddV2", "conv", "b"));
    add("bias of rank 5", w, deeper, conv, Layers.op("out", "AddV2", "conv", "b"));
    add("a factor for each place", w, places, conv, Layers.op("out", "Mul", "conv", "b"));
    add(
        "a factor for all",
        w,
        NodeDefs.constFloat("b", 3),
        conv,
        Layers.op("out", "Mul", "conv", "b"));
    for (String op : List.of("Elu", "LeakyRelu", "Tanh", "Sigmoid", "Relu6", "Softplus")) {
      NodeDef.Builder activation = NodeDefs.floatNode("out", op, "sum");
      if (op.equals("LeakyRelu")) {
        activation.putAttr("alpha", NodeDefs.real(0.3f));
      }
      NodeDef sum = Layers.op("sum", "BiasAdd", "conv", "b");
      add("bias, " + op, w, b, conv, sum, activation.build());
      add(
          "product, bias, " + op,
          NodeDefs.constInts("axes", List.of(2), 1, 2),
          NodeDefs.floatNode("flat", "Mean", "image", "axes")
              .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
              .build(),
          weights("w", 32, CHANNELS),
          vector("b", 32),
          NodeDefs.floatNode("conv", "MatMul", "flat", "w")
              .putAttr("transpose_b", NodeDefs.bool(true))
              .build(),
          sum,
          activation.build());
    }
  }

  private void addNeighbours() {
    NodeDef w = weights("w", 3, 3, CHANNELS, 64);
    NodeDef b = vector("b", 64);
    NodeDef conv = conv("conv", "image").build();
    NodeDef sum = Layers.op("sum", "BiasAdd", "conv", "b");
    add(
        "shared weights and biases",
        w,
        b,
        positive("s", 64),
        conv,
        Layers.op("scaled", "Mul", "conv", "s"),
        Layers.op("sum", "AddV2", "scaled", "b"),
        conv("next", "sum").build(),
        Layers.op("next_sum", "BiasAdd", "next", "b"),
        Layers.op("out", "Relu", "next_sum"));
    add(
        "others read the convolution",
        w,
        b,
        conv,
        sum,
        Layers.op("relu", "Relu", "sum"),
        Layers.op("out", "AddV2", "relu", "conv"));
    add(
        "an activation that waits",
        w,
        b,
        Layers.op("other", "Neg", "image"),
        conv,
        sum,
        Layers.op("out", "Relu", "sum").toBuilder().addInput("^other").build());
    add(
        "weights that are all one value",
        splat("w", 3, 3, CHANNELS, 64),
        b,
        conv,
        sum,
        Layers.op("out", "Relu", "sum"));
    add(
        "channels first in between",
        w,
        b,
        conv,
        Nodes.intVector("first", 0, 3, 1, 2),
        Nodes.intVector("last", 0, 2, 3, 1),
        transposed("there", "conv", "first"),
        Layers.op("sum", "BiasAdd", "there", "b").toBuilder()
            .putAttr("data_format", NodeDefs.string("NCHW"))
            .build(),
        Layers.op("relu", "Relu", "sum"),
        transposed("out", "relu", "last"));
  }

  private static NodeDef splat(String name, Integer... shape) {
    NodeDef constant = NodeDefs.constFloats(name, List.of(shape), new float[3 * 3 * CHANNELS * 64]);
    TensorProto tensor =
        constant.getAttrOrThrow("value").getTensor().toBuilder()
            .clearTensorContent()
            .clearFloatVal()
            .addFloatVal(0.01f)
            .build();
    return constant.toBuilder()
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static NodeDef transposed(String name, String input, String order) {
    return NodeDefs.floatNode(name, "Transpose", input, order)
        .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32))
        .build();
  }

  private void addTypes() {
    for (DataType type : List.of(DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16)) {
      List<NodeDef> nodes = new ArrayList<>();
      nodes.add(weights("stored", 3, 3, CHANNELS, 64));
      nodes.add(vector("stored_b", 64));
      nodes.add(cast("w", "stored", DataType.DT_FLOAT, type));
      nodes.add(cast("b", "stored_b", DataType.DT_FLOAT, type));
      nodes.add(cast("wide", "image", DataType.DT_FLOAT, type));
      nodes.add(conv("conv", "wide").putAttr("T", NodeDefs.type(type)).build());
      for (String[] op :
          new String[][] {{"sum", "BiasAdd", "conv", "b"}, {"relu", "Relu", "sum"}}) {
        String[] inputs = Arrays.copyOfRange(op, 2, op.length);
        nodes.add(
            NodeDefs.floatNode(op[0], op[1], inputs).putAttr("T", NodeDefs.type(type)).build());
      }
      nodes.add(cast("out", "relu", type, DataType.DT_FLOAT));
      add(type.name(), nodes.toArray(NodeDef[]::new));
    }
  }

  private static NodeDef cast(String name, String input, DataType from, DataType to) {
    return NodeDefs.node(name, "Cast", input)
        .putAttr("SrcT", NodeDefs.type(from))
        .putAttr("DstT", NodeDefs.type(to))
        .build();
  }

  private static NodeDef pool(String name, long window, String padding) {
    return NodeDefs.floatNode(name, "AvgPool", "image")
        .putAttr("ksize", NodeDefs.integers(List.of(1L, window, window, 1L)))
        .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
        .putAttr("padding", NodeDefs.string(padding))
        .build();
  }

  private void addPools() {
    for (String padding : List.of("SAME", "VALID")) {
      for (int window : new int[] {3, SIDE}) {
        add(
            "pool of " + window + " " + padding,
            weights("w", 1, 1, CHANNELS, 16),
            vector("b", 16),
            pool("pool", window, padding),
            conv("conv", "pool").build(),
            Layers.op("sum", "BiasAdd", "conv", "b"),
            Layers.op("out", "Relu", "sum"));
      }
    }
  }
}
