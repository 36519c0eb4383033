package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class PadMergerTest {
  private static NodeDef pad(String op) {
    return Layers.op("pad", op, "image", "pads").toBuilder()
        .putAttr("Tpaddings", Nodes.type(DataType.DT_INT32))
        .build();
  }

  private static GraphDef graph(int side, int taps, int stride, int before, int after, String op) {
    boolean depthwise = op.equals("DepthwiseConv2dNative");
    List<Integer> shape = List.of(taps, taps, 3, depthwise ? 1 : 4);
    NodeDef weights =
        NodeDefs.constFloats("w", shape, Layers.random(taps * taps * 3 * shape.get(3)));
    NodeDef conv =
        Layers.conv(op, "out", "pad", "w")
            .putAttr("strides", NodeDefs.integers(List.of(1L, (long) stride, (long) stride, 1L)))
            .build();
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, side, side, 3))
        .addNode(Nodes.intMatrix("pads", 2, 0, 0, before, after, before, after, 0, 0))
        .addNode(pad("Pad"))
        .addNode(weights)
        .addNode(conv)
        .build();
  }

  private static boolean merges(GraphDef graph, int side) {
    GraphDef merged = PadMerger.merge(graph, List.of("out"));
    SameAnswers.assertSame(graph, merged, "out", 2, side, side, 3);
    String padding =
        new GraphIndex(merged).get("out").getAttrOrThrow("padding").getS().toStringUtf8();
    boolean padded = Layers.ops(merged).containsKey("Pad");
    assertEquals(padded ? "VALID" : "SAME", padding);
    return !padded;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 3, 2, 0, 1, Conv2D, true",
    "8, 3, 2, 0, 1, DepthwiseConv2dNative, true",
    "8, 5, 2, 1, 2, DepthwiseConv2dNative, true",
    "7, 3, 2, 1, 1, Conv2D, true",
    "8, 3, 1, 1, 1, Conv2D, true",
    "8, 3, 2, 1, 1, Conv2D, false",
    "8, 3, 2, 1, 0, Conv2D, false",
    "7, 3, 2, 0, 1, DepthwiseConv2dNative, false",
    "16, 7, 2, 3, 3, Conv2D, false"
  })
  void shouldMergeWhatSameAdds(
      int side, int taps, int stride, int before, int after, String op, boolean same) {
    assertEquals(same, merges(graph(side, taps, stride, before, after, op), side));
  }

  @Test
  void shouldLeaveImagesOfUnknownSizePadsOfOtherValuesAndPadsThatOthersRead() {
    GraphDef graph = graph(8, 3, 2, 0, 1, "Conv2D");
    GraphDef any = graph.toBuilder().setNode(0, Layers.IMAGE).build();
    assertEquals(any, PadMerger.merge(any, List.of("out")));
    GraphDef mirrored =
        graph.toBuilder()
            .setNode(2, pad("MirrorPad").toBuilder().putAttr("mode", Nodes.string("REFLECT")))
            .build();
    assertEquals(mirrored, PadMerger.merge(mirrored, List.of("out")));
    assertEquals(graph, PadMerger.merge(graph, List.of("out", "pad")));
  }
}
