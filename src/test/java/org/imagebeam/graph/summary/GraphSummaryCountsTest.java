package org.imagebeam.graph.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.fuse.LayerFuser;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Parameters and products that are counted. */
class GraphSummaryCountsTest extends GraphSummaryFixture {
  @Test
  void shouldCountDepthwiseConvolutions() {
    GraphSummary summary =
        of(floats("w", 3, 3, 3, 2), conv("DepthwiseConv2dNative", "out", "pixels", "w", 1, "SAME"));
    assertEquals(Optional.of(List.of(1L, 9L, 9L, 6L)), summary.layers().get(0).output());
    assertEquals(9 * 9 * 6 * (3 * 3), summary.multiplyAdds());
    assertEquals(3 * 3 * 3 * 2, summary.parameters());
  }

  @Test
  void shouldCountDequantisedWeightsOnce() {
    GraphSummary summary =
        of(
            floats("stored", 1, 1, 3, 4),
            NodeDefs.constFloat("zero_point", 128),
            floats("scale", 4),
            node("centred", "Sub", "stored", "zero_point"),
            node("w", "Mul", "centred", "scale"),
            conv("Conv2D", "out", "pixels", "w", 1, "SAME"));
    assertEquals(12, summary.parameters());
  }

  @Test
  void shouldCountSharedWeightsOnce() {
    GraphSummary summary =
        of(
            floats("w", 1, 1, 3, 3),
            node("w/read", "Identity", "w"),
            node("w/again", "Identity", "w"),
            conv("Conv2D", "first", "pixels", "w/read", 1, "SAME"),
            conv("Conv2D", "out", "first", "w/again", 1, "SAME"));
    assertEquals(
        List.of(OptionalLong.of(9), OptionalLong.of(0)),
        summary.layers().stream().map(LayerSummary::parameters).toList());
    assertEquals(2 * 81 * 9, summary.multiplyAdds());
  }

  @Test
  void shouldCountBetaAndGammaOfBatchNormsWithTheirConvolution() {
    GraphSummary summary =
        of(
            normOf(
                4,
                floats("w", 1, 1, 3, 4),
                conv("Conv2D", "conv", "pixels", "w", 1, "SAME"),
                node("check", "CheckNumerics", "conv").toBuilder()
                    .putAttr("message", NodeDefs.string("x"))
                    .build(),
                node("passed", "Identity", "check"),
                fused("out", "passed")));
    assertEquals(1, summary.layers().size());
    assertEquals(12 + 4 + 4, summary.parameters());
  }

  @Test
  void shouldCountGammaOfTheBatchNormOf2015OnlyWhereItIsUsed() {
    for (boolean scaled : new boolean[] {true, false}) {
      GraphDef graph =
          GraphDef.newBuilder()
              .addNode(NodeDefs.placeholder("pixels", DataType.DT_FLOAT))
              .addAllNode(
                  List.of(
                      normOf(
                          4,
                          floats("w", 1, 1, 3, 4),
                          conv("Conv2D", "conv", "pixels", "w", 1, "SAME"),
                          NodeDefs.floatNode(
                                  "out",
                                  "BatchNormWithGlobalNormalization",
                                  "conv",
                                  "mean",
                                  "variance",
                                  "beta",
                                  "gamma")
                              .putAttr("scale_after_normalization", NodeDefs.bool(scaled))
                              .putAttr("variance_epsilon", NodeDefs.real(0.001f))
                              .build())))
              .build();
      GraphSummary summary =
          GraphSummary.of(graph, "pixels", List.of("out"), "none", Optional.of(9), Optional.of(9));
      assertEquals(scaled ? 20 : 16, summary.parameters());
    }
  }

  @Test
  void shouldCountVectorsBehindAConvolutionAndNoOthers() {
    GraphSummary summary =
        of(
            floats("mean", 3),
            node("normalised", "Sub", "pixels", "mean"),
            floats("w", 1, 1, 3, 4),
            conv("Conv2D", "conv", "normalised", "w", 1, "SAME"),
            floats("scale", 4),
            node("scaled", "Mul", "scale", "conv"),
            floats("offset", 1, 1, 1, 4),
            node("shifted", "AddV2", "scaled", "offset"),
            NodeDefs.constFloat("half", 0.5f),
            node("halved", "Mul", "shifted", "half"),
            node("relu", "Relu", "halved"),
            floats("late", 4),
            node("out", "AddV2", "relu", "late"));
    assertEquals(1, summary.layers().size());
    assertEquals(12 + 4 + 4, summary.parameters());
  }

  @Test
  void shouldCountProductsWithTransposedWeightsAndReshapesFreed() {
    GraphSummary summary =
        of(
            // [1, -1] is rewired to read the batch off its input: that must not add a layer.
            NodeDefs.constInts("shape", List.of(2), 1, -1),
            node("flat", "Reshape", "pixels", "shape"),
            floats("w", 5, 243),
            NodeDefs.floatNode("out", "MatMul", "flat", "w")
                .putAttr("transpose_b", NodeDefs.bool(true))
                .build());
    assertEquals(1, summary.layers().size());
    assertEquals(Optional.of(List.of(1L, 5L)), summary.output().shape());
    assertEquals(5 * 243, summary.multiplyAdds());
    assertEquals(5 * 243, summary.parameters());
  }

  @Test
  void shouldCountProductsOfManyMatrices() {
    GraphSummary summary =
        of(
            floats("w", 3, 7),
            node("product", "BatchMatMulV2", "pixels", "w"),
            NodeDefs.floatNode("out", "BatchMatMul", "product", "product")
                .putAttr("adj_y", NodeDefs.bool(true))
                .build());
    assertEquals(OptionalLong.of(81 * 3 * 7), multiplyAdds(summary, "product"));
    assertEquals(OptionalLong.of(21), layer(summary, "product").parameters());
    // [1, 9, 9, 7] with itself: nine pairs of [9, 7] and [7, 9].
    assertEquals(OptionalLong.of(9 * 9 * 9 * 7), multiplyAdds(summary, "out"));
    assertEquals(OptionalLong.of(0), layer(summary, "out").parameters());
  }

  @Test
  void shouldCountWhatAnEquationSays() {
    for (String equation : List.of("bhwc,cd->bhwd", "...c,cd->...d")) {
      GraphSummary summary =
          of(
              floats("w", 3, 7),
              NodeDefs.node("out", "Einsum", "pixels", "w")
                  .putAttr("T", NodeDefs.type(DataType.DT_FLOAT))
                  .putAttr("N", NodeDefs.integer(2))
                  .putAttr("equation", NodeDefs.string(equation))
                  .build());
      assertEquals(OptionalLong.of(81 * 3 * 7), multiplyAdds(summary, "out"), equation);
      assertEquals(21, summary.parameters());
    }
  }

  @Test
  void shouldCountConvolutionsTheOtherWayRoundAndInThreeDimensions() {
    GraphSummary transposed =
        of(
            NodeDefs.constInts("sizes", List.of(4), 1, 18, 18, 5),
            floats("w", 4, 2, 5, 3),
            NodeDefs.floatNode("out", "Conv2DBackpropInput", "sizes", "w", "pixels")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)))
                .putAttr("padding", NodeDefs.string("SAME"))
                .build());
    assertEquals(OptionalLong.of(81 * 3 * 4 * 2 * 5), multiplyAdds(transposed, "out"));
    assertEquals(4 * 2 * 5 * 3, transposed.parameters());
    assertEquals(List.of(4L, 2L), layer(transposed, "out").kernel());
    assertEquals(Optional.of(List.of(1L, 18L, 18L, 5L)), layer(transposed, "out").output());
    GraphSummary deep =
        of(
            NodeDefs.constInt("axis", 1),
            NodeDefs.floatNode("deep", "ExpandDims", "pixels", "axis")
                .putAttr("Tdim", NodeDefs.type(DataType.DT_INT32))
                .build(),
            floats("w", 1, 3, 5, 3, 4),
            NodeDefs.floatNode("out", "Conv3D", "deep", "w")
                .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 2L, 3L, 1L)))
                .putAttr("padding", NodeDefs.string("SAME"))
                .build());
    assertEquals(Optional.of(List.of(1L, 1L, 5L, 3L, 4L)), layer(deep, "out").output());
    assertEquals(OptionalLong.of(5 * 3 * 4 * (3 * 5 * 3)), multiplyAdds(deep, "out"));
    assertEquals(List.of(1L, 3L, 5L), layer(deep, "out").kernel());
    assertEquals(List.of(1L, 2L, 3L), layer(deep, "out").stride());
  }

  @Test
  void shouldCountFusedLayersLikePlainOnes() {
    GraphDef graph = TinyGraphs.imageNet(16, 9, 5);
    BatchedGraph batched =
        BatchDimension.add(
            graph, "DecodeJpeg/contents", List.of("softmax"), Optional.empty(), Optional.empty());
    GraphSummary fused =
        GraphSummary.of(
            LayerFuser.fuse(batched.graph(), List.of("softmax")),
            batched.input(),
            List.of("softmax"),
            "none",
            Optional.of(16),
            Optional.of(16));
    assertTrue(fused.ops().containsKey("_FusedConv2D"), fused.ops().toString());
    assertEquals(601, fused.parameters());
    assertEquals(27_792, fused.multiplyAdds());
  }
}
