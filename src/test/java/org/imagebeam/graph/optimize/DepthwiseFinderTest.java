package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class DepthwiseFinderTest {
  @ParameterizedTest
  @CsvSource({
    "1, 6, 1, 1, 1, DepthwiseConv2dNative",
    "1, 18, 1, 1, 1, DepthwiseConv2dNative",
    "1, 6, 2, 2, 1, DepthwiseConv2dNative",
    "1, 6, 1, 1, 2, Conv2D",
    "1, 6, 1, 2, 1, Conv2D",
    "2, 6, 1, 1, 1, Conv2D",
    "6, 6, 1, 1, 1, Conv2D"
  })
  void shouldWriteAGroupAChannelAsDepthwise(
      int inGroup, int out, int down, int across, int dilation, String wanted) {
    NodeDef weights =
        NodeDefs.constFloats("w", List.of(3, 3, inGroup, out), Layers.random(9 * inGroup * out));
    NodeDef conv =
        Layers.conv("Conv2D", "out", "image", "w")
            .putAttr("strides", NodeDefs.integers(List.of(1L, (long) down, (long) across, 1L)))
            .putAttr("padding", NodeDefs.string("SAME"))
            .putAttr(
                "dilations", NodeDefs.integers(List.of(1L, (long) dilation, (long) dilation, 1L)))
            .build();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 8, 8, 6))
            .addNode(weights)
            .addNode(conv)
            .build();
    GraphDef found = DepthwiseFinder.find(graph, List.of("out"));
    assertEquals(1, Layers.ops(found).get(wanted));
    SameAnswers.assertSame(graph, found, "out", 2, 8, 8, 6);
  }
}
