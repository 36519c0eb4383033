package org.imagebeam.graph.summary;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What the tests of {@link GraphSummary} share: graphs of few nodes. */
abstract class GraphSummaryFixture {
  static GraphSummary tiny() {
    return GraphSummary.of(
        TinyGraphs.imageNet(16, 9, 5),
        "DecodeJpeg/contents",
        List.of("softmax"),
        "pool_3",
        Optional.empty(),
        Optional.empty());
  }

  /** From {@code pixels}, [1, 9, 9, 3], to {@code out}. */
  static GraphSummary of(NodeDef... nodes) {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("pixels", DataType.DT_FLOAT))
            .addAllNode(List.of(nodes))
            .build();
    return GraphSummary.of(graph, "pixels", List.of("out"), "none", Optional.of(9), Optional.of(9));
  }

  static NodeDef floats(String name, Integer... shape) {
    int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
    return NodeDefs.constFloats(name, List.of(shape), new float[size]);
  }

  static NodeDef conv(
      String op, String name, String input, String weights, long stride, String padding) {
    return NodeDefs.floatNode(name, op, input, weights)
        .putAttr("strides", NodeDefs.integers(List.of(1L, stride, stride, 1L)))
        .putAttr("padding", NodeDefs.string(padding))
        .build();
  }

  static NodeDef node(String name, String op, String... inputs) {
    return NodeDefs.floatNode(name, op, inputs).build();
  }

  static NodeDef fused(String name, String input) {
    return NodeDefs.floatNode(name, "FusedBatchNormV3", input, "gamma", "beta", "mean", "variance")
        .putAttr("U", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("is_training", NodeDefs.bool(false))
        .build();
  }

  static NodeDef[] normOf(int channels, NodeDef... others) {
    NodeDef[] nodes = new NodeDef[4 + others.length];
    int i = 0;
    for (String name : List.of("gamma", "beta", "mean", "variance")) {
      nodes[i++] = floats(name, channels);
    }
    System.arraycopy(others, 0, nodes, i, others.length);
    return nodes;
  }

  static OptionalLong multiplyAdds(GraphSummary summary, String layer) {
    return layer(summary, layer).multiplyAdds();
  }

  static LayerSummary layer(GraphSummary summary, String name) {
    return summary.layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static NodeDef enter(String name, String input, DataType type, boolean constant) {
    return NodeDefs.node(name, "Enter", input)
        .putAttr("T", NodeDefs.type(type))
        .putAttr("frame_name", NodeDefs.string("loop"))
        .putAttr("is_constant", NodeDefs.bool(constant))
        .build();
  }

  static NodeDef merge(String name, DataType type) {
    return NodeDefs.node(name, "Merge", name + "_in", name + "_next")
        .putAttr("T", NodeDefs.type(type))
        .putAttr("N", NodeDefs.integer(2))
        .build();
  }

  static NodeDef branch(String name, DataType type) {
    return NodeDefs.node(name + "_switch", "Switch", name, "on")
        .putAttr("T", NodeDefs.type(type))
        .build();
  }

  static NodeDef next(String name, String input, DataType type) {
    return NodeDefs.node(name + "_next", "NextIteration", input)
        .putAttr("T", NodeDefs.type(type))
        .build();
  }
}
