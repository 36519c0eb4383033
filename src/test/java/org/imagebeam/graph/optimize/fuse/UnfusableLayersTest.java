package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * That what is kept apart runs, and answers the same, {@link InferenceOptimizerProcessorsTest}
 * shows.
 */
class UnfusableLayersTest {
  private static final NodeDef GROUPED =
      NodeDefs.constFloats("weights", List.of(1, 1, 1, 3), 1, 2, 3);
  private static final NodeDef BIASES = Layers.vector("biases", 1, 2, 3);
  private static final NodeDef BIAS = Layers.op("bias", "BiasAdd", "conv", "biases");

  private static List<String> inputs(GraphDef graph, String node) {
    return new GraphIndex(graph).get(node).getInputList();
  }

  @Test
  void shouldPutAnIdentityBehindConvolutionsInGroups() {
    GraphDef apart = UnfusableLayers.keepApart(Layers.graph(GROUPED, BIASES, Layers.CONV, BIAS));
    assertEquals(List.of("conv", "biases"), inputs(apart, "bias"));
    assertEquals("Identity", new GraphIndex(apart).get("conv").getOp());
    assertEquals(List.of("conv/apart"), inputs(apart, "conv"));
    assertEquals("Conv2D", new GraphIndex(apart).get("conv/apart").getOp());
    float[] answer = Layers.answer(apart, "bias");
    assertEquals(List.of(2f, 6f, 12f), List.of(answer[0], answer[1], answer[2]));
  }

  @Test
  void shouldPutOneBehindConvolutionsOfUnknownChannels() {
    GraphDef any =
        Layers.behindConv().toBuilder()
            .setNode(0, NodeDefs.placeholder("image", DataType.DT_FLOAT))
            .build();
    assertEquals(List.of("conv/apart"), inputs(UnfusableLayers.keepApart(any), "conv"));
  }

  @Test
  void shouldPutOneBehindDepthwiseConvolutionsWithExplicitPaddings() {
    NodeDef padded =
        Layers.conv("DepthwiseConv2dNative", "conv", "image", "weights")
            .putAttr("padding", NodeDefs.string("EXPLICIT"))
            .putAttr(
                "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)))
            .build();
    NodeDef weights = NodeDefs.constFloats("weights", List.of(1, 1, 3, 1), 1, 2, 3);
    GraphDef apart = UnfusableLayers.keepApart(Layers.graph(weights, padded));
    assertEquals(List.of("conv/apart"), inputs(apart, "conv"));
  }

  @Test
  void shouldHaveAnIdentityWaitInPlaceOfALayerOrABias() {
    NodeDef other = Layers.op("other", "Neg", "image");
    NodeDef conv = Layers.CONV.toBuilder().addInput("^other").build();
    NodeDef biases = Layers.vector("biases", 1, 2);
    NodeDef bias = BIAS.toBuilder().addInput("^other").build();
    GraphDef graph = Layers.graph(Layers.WEIGHTS, other, conv, biases, bias);
    for (GraphDef apart :
        List.of(UnfusableLayers.keepApart(graph), UnfusableLayers.keepWaitingApart(graph))) {
      assertEquals(List.of("image", "^other"), inputs(apart, "conv/awaited"));
      assertEquals(List.of("conv/awaited", "weights"), inputs(apart, "conv"));
      assertEquals(List.of("conv", "^other"), inputs(apart, "bias/awaited"));
      assertEquals(List.of("bias/awaited", "biases"), inputs(apart, "bias"));
      float[] answer = Layers.answer(apart, "bias");
      assertEquals(List.of(15f, 142f), List.of(answer[0], answer[1]));
    }
  }

  @Test
  void shouldLeaveOtherLayers() {
    GraphDef graph =
        Layers.behindConv(Layers.vector("c", 1, 2), Layers.op("out", "Mul", "conv", "c"));
    assertSame(graph, UnfusableLayers.keepApart(graph));
    assertFalse(UnfusableLayers.areInFunctions(graph));
  }

  @Test
  void shouldFindConvolutionsInFunctions() {
    GraphDef.Builder graph = Layers.behindConv().toBuilder();
    graph.getLibraryBuilder().addFunction(FunctionDef.newBuilder().addNodeDef(Layers.CONV));
    assertTrue(UnfusableLayers.areInFunctions(graph.build()));
  }
}
