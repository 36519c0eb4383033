package org.imagebeam.graph.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class PixelCutFinderTest {
  private static final Optional<Integer> UNSTATED = Optional.empty();

  /** The height and width of the image that was decoded, as scores. */
  private static final List<NodeDef> SIZES =
      List.of(
          NodeDefs.node("decoded/shape", "Shape", "decode")
              .putAttr("T", NodeDefs.type(DataType.DT_UINT8))
              .putAttr("out_type", NodeDefs.type(DataType.DT_INT32))
              .build(),
          NodeDefs.node("sizes", "Cast", "decoded/shape")
              .putAttr("SrcT", NodeDefs.type(DataType.DT_INT32))
              .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT))
              .build());

  /** The mean of the pixels as they are fed, as a score. */
  private static final List<NodeDef> MEAN =
      List.of(
          NodeDefs.constInts("all", List.of(4), 0, 1, 2, 3),
          NodeDefs.floatNode("brightness", "Mean", "input", "all")
              .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
              .build());

  private static GraphDef decoding() {
    return GivenGraphs.decoding()
        .cast(DataType.DT_UINT8, DataType.DT_FLOAT)
        .expanded()
        .resized("ResizeBilinear", DataType.DT_FLOAT)
        .network()
        .graph()
        .toBuilder()
        .addAllNode(SIZES)
        .build();
  }

  private static GraphDef ofAnySize() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, 1, -1, -1, 3)
        .resized("ResizeBilinear", DataType.DT_FLOAT)
        .network()
        .graph()
        .toBuilder()
        .addAllNode(MEAN)
        .build();
  }

  private static PixelCut cut(GraphDef graph, Optional<Integer> side, String... outputs) {
    ImageFeed feed = new ImageFeed("input", side, side, false, Sizing.DEFAULT);
    return PixelCut.of(graph, feed, List.of(outputs));
  }

  private static String refusal(GraphDef graph, Optional<Integer> side, String... outputs) {
    return assertThrows(UnfitGraphException.class, () -> cut(graph, side, outputs)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseAnOutputOfTheImageInItsOwnSizeBesideOneThatIsResized(boolean stated) {
    // The size that is stated would be the one that 'sizes' gives, whatever the image.
    Optional<Integer> side = stated ? Optional.of(GivenGraphs.SIDE) : UNSTATED;
    String resize =
        decoding().getNodeList().stream()
            .filter(node -> node.getOp().equals("ResizeBilinear"))
            .findFirst()
            .orElseThrow()
            .getName();
    String message =
        "output 'sizes' (Cast) is computed from images in their own sizes, and not from what node '"
            + resize
            + "' (ResizeBilinear) gives, which brings them all to height 12 and width 12: name only"
            + " outputs that are computed from that, such as 'out'";
    assertEquals(message, refusal(decoding(), side, "out", "sizes"));
    assertEquals(message, refusal(decoding(), side, "sizes", "out"));
  }

  @Test
  void shouldRefuseAnOutputOfPixelsInTheirOwnSizeBesideOneThatIsResized() {
    String message = refusal(ofAnySize(), UNSTATED, "out", "brightness");
    assertEquals(
        "output 'brightness' (Mean) is computed from images in their own sizes",
        message.substring(0, message.indexOf(',')));
    // Whoever states a size says what is fed.
    PixelCut cut = cut(ofAnySize(), Optional.of(20), "out", "brightness");
    assertEquals(List.of(20, 20), List.of(cut.height(), cut.width()));
  }

  @Test
  void shouldTakeTheOutputThatIsResizedAlone() {
    PixelCut cut = cut(decoding(), UNSTATED, "out");
    assertEquals(List.of(GivenGraphs.SIDE, GivenGraphs.SIDE), List.of(cut.height(), cut.width()));
    assertEquals(GivenGraphs.SIDE, cut(ofAnySize(), UNSTATED, "out").height());
  }

  @Test
  void shouldAskForTheSizeWhereNoOutputIsResized() {
    assertEquals(
        "node 'input' (Placeholder) takes images of any size, and no node behind it brings them all"
            + " to one",
        assertThrows(UnknownSizeException.class, () -> cut(ofAnySize(), UNSTATED, "brightness"))
            .problem());
  }
}
