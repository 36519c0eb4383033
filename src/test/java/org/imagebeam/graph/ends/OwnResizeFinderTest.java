package org.imagebeam.graph.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.TensorName;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class OwnResizeFinderTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;

  private static GivenGraphs decoding() {
    return GivenGraphs.decoding().cast(DataType.DT_UINT8, FLOAT).expanded();
  }

  private static OwnResize find(GraphDef graph, String op) {
    String node =
        graph.getNodeList().stream()
            .filter(found -> found.getOp().equals(op))
            .findFirst()
            .orElseThrow()
            .getName();
    return OwnResizeFinder.find(graph, new TensorName(node, 0), Optional.of(List.of(12, 12)));
  }

  @ParameterizedTest
  @CsvSource({
    "ResizeBilinear, , BILINEAR",
    "ResizeBilinear, half_pixel_centers, BILINEAR_HALF_PIXEL",
    "ResizeBicubic, half_pixel_centers, BICUBIC",
    "ResizeArea, , AREA"
  })
  void shouldReadTheOp(String op, String setting, ResizeMethod method) {
    GivenGraphs given = decoding();
    given = setting == null ? given.resized(op, FLOAT) : given.resized(op, FLOAT, setting);
    OwnResize found = find(given.network().graph(), op);
    assertEquals(Optional.of(Sizing.of(method, false)), found.sizing());
    assertEquals(Optional.of(List.of(12, 12)), found.size());
    assertEquals("", found.doubt());
    assertEquals(Optional.empty(), found.values());
  }

  @ParameterizedTest
  @CsvSource({
    "ResizeBilinear, align_corners",
    "ResizeBicubic, ",
    "ResizeArea, align_corners",
    "ResizeNearestNeighbor, half_pixel_centers"
  })
  void shouldServeNoOther(String op, String setting) {
    GivenGraphs given = decoding();
    given = setting == null ? given.resized(op, FLOAT) : given.resized(op, FLOAT, setting);
    GraphDef graph = given.network().graph();
    OwnResize found = find(graph, op);
    assertEquals(Optional.empty(), found.sizing());
    assertEquals(
        "node 'resize6' (" + op + ") does it in a way that isn't served",
        found.doubt().replaceAll("'resize[0-9]+'", "'resize6'"));
  }

  @Test
  void shouldSayThatTwoNodesResize() {
    GraphDef graph =
        decoding().resized("ResizeBilinear", FLOAT).resized("ResizeArea", FLOAT).network().graph();
    OwnResize found = find(graph, "ResizeArea");
    assertEquals(Optional.empty(), found.sizing());
    assertEquals(true, found.doubt().endsWith("both resize images"), found.doubt());
    assertEquals(
        Optional.of(Sizing.of(ResizeMethod.BILINEAR, false)),
        find(graph, "ResizeBilinear").sizing(),
        "what is behind doesn't matter");
  }

  @Test
  void shouldSayThatACropComesBefore() {
    GraphDef graph =
        GivenGraphs.decoding()
            .cropped()
            .cast(DataType.DT_UINT8, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .network()
            .graph();
    assertEquals(
        "node 'crop' (Slice) changes an image before it is resized",
        find(graph, "ResizeBilinear").doubt());
  }

  @Test
  void shouldSayThatValuesAreChanged() {
    GraphDef graph =
        decoding().scaled("Mul", 1 / 255f).resized("ResizeBilinear", FLOAT).network().graph();
    OwnResize found = find(graph, "ResizeBilinear");
    assertEquals(Optional.of(Sizing.of(ResizeMethod.BILINEAR, false)), found.sizing());
    assertEquals(
        "node 'mul' (Mul)", found.values().orElseThrow().replaceAll("'mul[0-9]+'", "'mul'"));
  }

  @Test
  void shouldSayNothingOfAPlaceholder() {
    GraphDef graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().graph();
    assertEquals(
        OwnResize.NONE, OwnResizeFinder.find(graph, new TensorName("input", 0), Optional.empty()));
  }

  @Test
  void shouldSayThatNothingResizes() {
    GraphDef graph = decoding().then(NodeDefs.floatNode("same", "Identity", "")).network().graph();
    OwnResize found =
        OwnResizeFinder.find(graph, new TensorName("same", 0), Optional.of(List.of(12, 12)));
    assertEquals("no node that resizes images is found in front of it", found.doubt());
    assertEquals(
        OwnResize.NONE,
        OwnResizeFinder.find(graph, new TensorName("same", 0), Optional.empty()),
        "the graph may resize behind it");
    assertEquals(
        OwnResize.NONE,
        OwnResizeFinder.find(graph, new TensorName("decode", 0), Optional.of(List.of(12, 12))));
  }
}
