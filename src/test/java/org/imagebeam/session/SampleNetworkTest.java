package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeMap;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class SampleNetworkTest {
  @Test
  void shouldHaveWhatIsFused() {
    long size = 16;
    GraphDef plain =
        new SampleNetwork("image", List.of(1L, size, 1L, 1L))
            .convolution(size)
            .swish()
            .depthwise(size)
            .hardSwish()
            .rows(size)
            .layerNorm(size)
            .product(size)
            .gelu()
            .graph("out");
    GraphDef fused = plain;
    for (GraphRewrite rewrite : GraphRewrite.FUSING) {
      fused = rewrite.rewriting().apply(fused, List.of("out"));
    }
    TreeMap<String, Integer> ops = new TreeMap<>(Layers.ops(fused));
    ops.remove("Const");
    ops.remove("Placeholder");
    ops.remove("Identity");
    assertEquals(
        "{Reshape=1, _FusedConv2D=1, _FusedDepthwiseConv2dNative=1, _FusedMatMul=1,"
            + " _MklLayerNorm=1}",
        ops.toString());
    assertEquals(
        List.of("_MklSwish", "_FusedHardSwish", "GeluExact"),
        fused.getNodeList().stream()
            .filter(node -> node.containsAttr("fused_ops"))
            .map(SampleNetworkTest::activation)
            .toList());
    SameAnswers.assertSameWhereFused(plain, fused, "out", 1, size, 1, 1);
  }

  private static String activation(NodeDef node) {
    return node.getAttrOrThrow("fused_ops").getList().getS(1).toStringUtf8();
  }
}
