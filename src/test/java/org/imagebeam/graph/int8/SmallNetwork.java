package org.imagebeam.graph.int8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Nodes;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * A network with each kind of layer that computes in int8: of pixels, behind pools and joins, of
 * values below 0, depthwise, and with another branch added.
 */
public final class SmallNetwork {
  public static final String INPUT = "pixels";
  public static final String OUTPUT = "answer";
  public static final int SIDE = 15;
  public static final int IMAGES = 3;

  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final SplittableRandom random = new SplittableRandom(7);

  private SmallNetwork() {}

  public static GraphDef graph() {
    SmallNetwork network = new SmallNetwork();
    network.graph.addNode(Nodes.placeholder(INPUT, DataType.DT_FLOAT, -1, SIDE, SIDE, 3));
    network.graph.addNode(NodeDefs.constFloats("middle_grey", List.of(), 127.5f));
    network.graph.addNode(NodeDefs.floatNode("centred", "Sub", INPUT, "middle_grey"));
    network.graph.addNode(NodeDefs.constFloats("contrast", List.of(), 1 / 127.5f));
    network.graph.addNode(NodeDefs.floatNode("normalised", "Mul", "centred", "contrast"));
    network.conv("first", "normalised", 3, 3, 8, "VALID", "Relu");
    network.pool("MaxPool", "max", "first");
    network.conv("left", "max", 1, 8, 6, "SAME", "Relu");
    network.conv("right", "max", 3, 8, 10, "SAME", "Relu6");
    network.pool("AvgPool", "mean", "max");
    network.conv("middle", "mean", 1, 8, 8, "SAME", "Relu");
    network.graph.addNode(NodeDefs.constInt("axis", 3));
    network.graph.addNode(
        NodeDefs.floatNode("join", "ConcatV2", "left", "right", "middle", "axis")
            .putAttr("N", NodeDefs.integer(3))
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    network.conv("linear", "join", 1, 24, 16, "SAME", "");
    network.conv("wide", "linear", 1, 16, 32, "SAME", "Relu6");
    network.depthwise("depthwise", "wide", 32);
    network.conv("narrow", "depthwise", 1, 32, 16, "SAME", "");
    network.graph.addNode(NodeDefs.floatNode("sum", "AddV2", "narrow", "linear"));
    network.conv("behind", "sum", 1, 16, 12, "SAME", "Relu");
    network.conv("bordered", "sum", 3, 16, 12, "SAME", "Relu");
    network.graph.addNode(NodeDefs.floatNode("both", "AddV2", "behind", "bordered"));
    network.graph.addNode(NodeDefs.constInts("places", List.of(2), 1, 2));
    network.graph.addNode(
        NodeDefs.floatNode(OUTPUT, "Mean", "both", "places")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    return network.graph.build();
  }

  private void conv(
      String name, String input, int size, int from, int to, String padding, String activation) {
    float[] weights = random(size * size * from * to, 0.5 / Math.sqrt(size * size * from));
    // In the first channel all neighbours are as large as can be.
    for (int i = 0; i < weights.length; i += to) {
      weights[i] = 0.05f;
    }
    layer("Conv2D", name, input, List.of(size, size, from, to), weights, padding, activation);
  }

  private void depthwise(String name, String input, int channels) {
    layer(
        "DepthwiseConv2dNative",
        name,
        input,
        List.of(3, 3, channels, 1),
        random(9 * channels, 0.3),
        "SAME",
        "Relu6");
  }

  private void layer(
      String op,
      String name,
      String input,
      List<Integer> shape,
      float[] weights,
      String padding,
      String activation) {
    int channels = op.equals("Conv2D") ? shape.get(3) : shape.get(2);
    String end = activation.isEmpty() ? name : name + "/biased";
    graph
        .addNode(NodeDefs.constFloats(name + "/weights", shape, weights))
        .addNode(NodeDefs.constFloats(name + "/biases", List.of(channels), random(channels, 0.2)))
        .addNode(
            NodeDefs.floatNode(name + "/layer", op, input, name + "/weights")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
                .putAttr("padding", NodeDefs.string(padding)))
        .addNode(NodeDefs.floatNode(end, "BiasAdd", name + "/layer", name + "/biases"));
    if (!activation.isEmpty()) {
      graph.addNode(NodeDefs.floatNode(name, activation, end));
    }
  }

  private void pool(String op, String name, String input) {
    graph.addNode(
        NodeDefs.floatNode(name, op, input)
            .putAttr("ksize", NodeDefs.integers(List.of(1L, 3L, 3L, 1L)))
            .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
            .putAttr("padding", NodeDefs.string("SAME")));
  }

  private float[] random(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((random.nextDouble() * 2 - 1) * Math.sqrt(3) * deviation);
    }
    return values;
  }

  /** Images of values from 0 to 255. */
  public static float[] images() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[IMAGES * SIDE * SIDE * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return values;
  }

  /** The values of some nodes for the images. */
  static Map<String, float[]> run(GraphDef network, boolean fused, List<String> fetches) {
    try (GraphSession session =
            fused
                ? GraphSession.openFused(network, SessionOptions.DEFAULT)
                : GraphSession.openAsGiven(network, SessionOptions.DEFAULT);
        TFloat32 fed =
            TFloat32.tensorOf(
                Shape.of(IMAGES, SIDE, SIDE, 3), DataBuffers.of(images(), true, false));
        Result result = session.run(INPUT, fed, fetches)) {
      Map<String, float[]> values = new HashMap<>();
      for (int i = 0; i < fetches.size(); i++) {
        TFloat32 tensor = (TFloat32) result.get(i);
        float[] copy = new float[Math.toIntExact(tensor.size())];
        tensor.asRawTensor().data().asFloats().read(copy);
        values.put(fetches.get(i), copy);
      }
      return values;
    }
  }

  /** The network, rounded by what its tensors are for the images. */
  public static GraphQuantizer.Quantized quantized(GraphDef network, List<String> outputs) {
    return quantizer(network, outputs).quantize(Set.of());
  }

  static GraphQuantizer quantizer(GraphDef network, List<String> outputs) {
    QuantizationPlan plan = QuantizationPlan.of(network, outputs);
    List<String> tensors = new ArrayList<>(plan.tensors());
    // What is fed can't be fetched.
    Map<String, float[]> values =
        run(network, false, tensors.stream().filter(name -> !name.equals(INPUT)).toList());
    values.put(INPUT, images());
    Map<String, TensorStatistics> statistics = new HashMap<>();
    for (String tensor : tensors) {
      TensorStatistics seen = new TensorStatistics();
      seen.add(values.get(tensor), channels(network, tensor));
      statistics.put(tensor, seen);
    }
    return new GraphQuantizer(plan, statistics);
  }

  private static int channels(GraphDef network, String tensor) {
    return switch (tensor) {
      case INPUT, "normalised" -> 3;
      case "join" -> 24;
      case "sum" -> 16;
      case "max", "mean" -> 8;
      default ->
          network.getNodeList().stream()
              .filter(node -> node.getName().equals(tensor.replace("/biased", "") + "/biases"))
              .mapToInt(node -> FloatTensor.read(node).size())
              .findFirst()
              .orElseThrow();
    };
  }

  /** How many nodes of each op there are. */
  static Map<String, Integer> ops(GraphDef graph) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      counts.merge(node.getOp(), 1, Integer::sum);
    }
    return counts;
  }

  /** Of the values of a layer of 12 channels those at the edge of the images, the others 0. */
  static float[] edge(float[] values) {
    int side = (int) Math.sqrt(values.length / (IMAGES * 12.0));
    float[] edge = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int x = i / 12 % side;
      int y = i / (12 * side) % side;
      edge[i] = x == 0 || y == 0 || x == side - 1 || y == side - 1 ? values[i] : 0;
    }
    return edge;
  }

  static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  static float difference(float[] one, float[] other) {
    float difference = 0;
    for (int i = 0; i < one.length; i++) {
      difference = Math.max(difference, Math.abs(one[i] - other[i]));
    }
    return difference;
  }
}
