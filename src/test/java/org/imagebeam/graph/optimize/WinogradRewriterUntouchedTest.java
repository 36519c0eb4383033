package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Convolutions that stay as they are. */
class WinogradRewriterUntouchedTest extends WinogradRewriterFixture {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

  private static void assertUntouched(GraphDef graph, String output) {
    assertEquals(graph, WinogradRewriter.rewrite(graph, List.of(output)));
  }

  @Test
  void shouldLeaveConvolutionsThatWait() {
    NodeDef waiting = conv("SAME").addInput("^image").build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), waiting), "conv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"strides", "dilations"})
  void shouldLeaveConvolutionsThatSkipPlaces(String attribute) {
    NodeDef skipping =
        conv("SAME").putAttr(attribute, NodeDefs.integers(List.of(1L, 2L, 2L, 1L))).build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), skipping), "conv");
    NodeDef touching = skipping.toBuilder().putAttr(attribute, NodeDefs.integers(ONES)).build();
    rewrite(graph(weights("weights", 3, 3, CHANNELS, 64), touching), "conv");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 64", "3, 3, 47", "2, 1, 64", "11, 1, 64"})
  void shouldLeaveConvolutionsThatGainNothing(int height, int width, int channels) {
    assertUntouched(
        graph(weights("weights", height, width, CHANNELS, channels), conv("SAME").build()), "conv");
  }

  @Test
  void shouldLeaveExplicitPadding() {
    NodeDef padded =
        conv("EXPLICIT")
            .putAttr(
                "explicit_paddings", NodeDefs.integers(List.of(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L)))
            .build();
    assertUntouched(graph(weights("weights", 3, 3, CHANNELS, 64), padded), "conv");
  }

  @Test
  void shouldLeaveWeightsThatAreComputed() {
    assertUntouched(
        graph(
            weights("stored", 3, 3, CHANNELS, 64),
            Layers.op("weights", "Neg", "stored"),
            conv("SAME").build()),
        "conv");
  }

  /** The filter has half as many channels as what it is given. */
  @Test
  void shouldLeaveConvolutionsInGroups() {
    assertUntouched(
        graph(weights("weights", 3, 3, CHANNELS / 2, 64), conv("SAME").build()), "conv");
  }

  @Test
  void shouldLeaveImagesOfUnknownSize() {
    GraphDef graph = graph(weights("weights", 3, 3, CHANNELS, 64), conv("SAME").build());
    NodeDef any = Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, -1, 3);
    assertUntouched(graph.toBuilder().setNode(0, any).build(), "conv");
    NodeDef none = NodeDefs.placeholder("image", DataType.DT_FLOAT);
    assertUntouched(graph.toBuilder().setNode(0, none).build(), "conv");
  }

  @Test
  void shouldRefuseDamagedWeights() {
    GraphDef graph =
        graph(Layers.cutShort(weights("weights", 3, 3, CHANNELS, 64)), conv("SAME").build());
    GraphException e =
        assertThrows(GraphException.class, () -> WinogradRewriter.rewrite(graph, List.of("conv")));
    assertEquals(
        "node 'weights' (Const) does not hold the values that its shape promises", e.getMessage());
  }

  @Test
  void shouldRefuseAGraphThatTensorFlowRefuses() {
    GraphDef graph = graph(Layers.op("conv", "NoSuchOp", "features"));
    RefusedGraphException e =
        assertThrows(
            RefusedGraphException.class, () -> WinogradRewriter.rewrite(graph, List.of("conv")));
    assertEquals("Op type not registered 'NoSuchOp'", e.reason().replaceFirst(" in binary.*", ""));
    assertEquals("TensorFlow refuses the graph: " + e.reason(), e.getMessage());
  }
}
