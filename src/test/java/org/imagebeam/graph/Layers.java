package org.imagebeam.graph;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Graphs of one layer and what follows it, fed images of one pixel at {@code image}: what they
 * answer can be told by hand. {@code conv} gives 14 and 140 for the pixel {@link #PIXEL}.
 */
public final class Layers {
  @SuppressWarnings("MutablePublicArray")
  public static final float[] PIXEL = {1, 2, 3};

  public static final NodeDef IMAGE = Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, -1, 3);
  public static final NodeDef WEIGHTS =
      NodeDefs.constFloats("weights", List.of(1, 1, 3, 2), 1, 10, 2, 20, 3, 30);
  public static final NodeDef CONV = conv("Conv2D", "conv", "image", "weights").build();

  private Layers() {}

  /** The nodes, behind {@code image}. */
  public static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addNode(IMAGE).addAllNode(Arrays.asList(nodes)).build();
  }

  /** The nodes, behind {@code conv}. */
  public static GraphDef behindConv(NodeDef... nodes) {
    return graph(WEIGHTS, CONV).toBuilder().addAllNode(Arrays.asList(nodes)).build();
  }

  public static NodeDef.Builder conv(String op, String name, String input, String weights) {
    return NodeDefs.floatNode(name, op, input, weights)
        .putAttr("padding", NodeDefs.string("VALID"))
        .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)));
  }

  /** Normally distributed values, the same for each size. */
  public static float[] random(int size) {
    float[] values = new float[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  public static NodeDef vector(String name, float... values) {
    return NodeDefs.constFloats(name, List.of(values.length), values);
  }

  public static NodeDef op(String name, String op, String... inputs) {
    return NodeDefs.floatNode(name, op, inputs).build();
  }

  public static float[] answer(GraphDef graph, String output) {
    return answer(graph, PIXEL, output);
  }

  /** What {@code output} holds for images of one pixel. */
  public static float[] answer(GraphDef graph, float[] pixels, String output) {
    return BatchedRun.of(graph, 1, 1, pixels, output).values();
  }

  /** Returns the constant without its last byte. */
  public static NodeDef cutShort(NodeDef constant) {
    AttrValue.Builder value = constant.getAttrOrThrow("value").toBuilder();
    ByteString content = value.getTensor().getTensorContent();
    value.getTensorBuilder().setTensorContent(content.substring(0, content.size() - 1));
    return constant.toBuilder().putAttr("value", value.build()).build();
  }

  /** How many nodes there are of each op. */
  public static Map<String, Integer> ops(GraphDef graph) {
    Map<String, Integer> counts = new TreeMap<>();
    graph.getNodeList().forEach(node -> counts.merge(node.getOp(), 1, Integer::sum));
    return counts;
  }

  /** The values of a float32 Const. */
  public static float[] floats(GraphDef graph, String name) {
    FloatTensor tensor = FloatTensor.read(new GraphIndex(graph).get(name));
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }
}
