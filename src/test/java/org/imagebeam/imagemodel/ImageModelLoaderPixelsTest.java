package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SCALE;
import static org.imagebeam.imagemodel.GivenModels.SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.imagemodel.GivenModels.Fed;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What graphs are fed with: pixels of many dtypes and sizes, and the bytes of files. */
class ImageModelLoaderPixelsTest {
  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  @Test
  void shouldCastPixelsAsTensorFlowDoes() throws Exception {
    for (DataType dtype : List.of(BYTE, DataType.DT_INT32, DataType.DT_INT64, DataType.DT_UINT16)) {
      models.assertAnswers(
          GivenGraphs.placeholder(dtype, 1, 12, 12, 3)
              .cast(dtype, FLOAT)
              .scaled("Mul", .01f)
              .network(),
          "",
          3,
          Fed.raw(dtype));
    }
    for (DataType dtype : List.of(DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_DOUBLE)) {
      models.assertAnswers(
          GivenGraphs.placeholder(dtype, -1, 12, 12, 3).cast(dtype, FLOAT).network(),
          SCALE,
          3,
          Fed.pixels(dtype));
    }
  }

  @Test
  void shouldFeedChannelsFirst() throws Exception {
    for (String colours : List.of("", ", \"channels\": \"BGR\"")) {
      List<float[]> right =
          models.answers(
              models.folder(
                  GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().graph(), SCALE + colours),
              3);
      assertAnswers(right, channelsFirst(FLOAT, 1, 3, 12, 12), SCALE + colours, 3);
      assertAnswers(right, channelsFirst(FLOAT, -1, 3, 12, 12), SCALE + colours, 3);
      assertAnswers(right, channelsFirst(FLOAT, -1, 3, -1, -1), SIZE + ", " + SCALE + colours, 3);
      GivenGraphs one =
          GivenGraphs.placeholder(FLOAT, 3, 12, 12)
              .with(NodeDefs.constInts("order", List.of(3), 1, 2, 0))
              .then(transposed())
              .expanded()
              .network();
      assertAnswers(right, one.graph(), SCALE + colours, 1);
    }
    List<float[]> bytes =
        models.answers(
            models.folder(
                GivenGraphs.placeholder(BYTE, -1, 12, 12, 3).cast(BYTE, FLOAT).network().graph(),
                ""),
            3);
    assertAnswers(bytes, channelsFirst(BYTE, -1, 3, 12, 12), "", 3);
  }

  private static GraphDef channelsFirst(DataType dtype, long... shape) {
    GivenGraphs graph = GivenGraphs.placeholder(dtype, shape);
    return (dtype == FLOAT ? graph : graph.cast(dtype, FLOAT))
        .with(NodeDefs.constInts("order", List.of(4), 0, 2, 3, 1))
        .then(transposed())
        .network()
        .graph();
  }

  private static NodeDef.Builder transposed() {
    return NodeDefs.floatNode("last", "Transpose", "", "order")
        .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32));
  }

  private void assertAnswers(List<float[]> right, GraphDef graph, String members, int batch)
      throws Exception {
    List<float[]> answers = models.answers(models.folder(graph, members), batch);
    assertEquals(right.size(), answers.size());
    for (int i = 0; i < right.size(); i++) {
      assertArrayEquals(right.get(i), answers.get(i), GivenModels.TOLERANCE);
    }
  }

  @Test
  void shouldRefuseRangesThatWholeNumbersCannotHold() throws Exception {
    GraphDef bytes =
        GivenGraphs.placeholder(BYTE, 1, 12, 12, 3)
            .cast(BYTE, FLOAT)
            .scaled("Mul", .01f)
            .network()
            .graph();
    assertTrue(
        refusedRange(bytes, "\"mean\": 0, \"scale\": 0.00392157")
            .contains(
                "\"mean\" and \"scale\" make pixels of 0.000 to 1.000, and node 'input' takes uint8, which"
                    + " can't hold them as whole numbers: leave both out of model.json, or name the node"
                    + " behind its cast as the input"));
    for (String range :
        List.of(
            "\"mean\": 127.5, \"scale\": 0.00784314",
            "\"mean\": 128, \"scale\": 1",
            "\"mean\": -1000, \"scale\": 1",
            "\"mean\": [0, 0, 0], \"scale\": [1, 1, 0.01]")) {
      assertTrue(refusedRange(bytes, range).contains("takes uint8, which"), range);
    }
    GraphDef integers =
        GivenGraphs.placeholder(DataType.DT_INT32, 1, 12, 12, 3)
            .cast(DataType.DT_INT32, FLOAT)
            .network()
            .graph();
    String unit = "\"mean\": 127.5, \"scale\": 0.00784314";
    assertTrue(refusedRange(integers, unit).contains("takes int32, which"));
    assertEquals(
        3, models.answers(models.folder(integers, "\"mean\": 128, \"scale\": 1"), 3).size());
    assertEquals(3, models.answers(models.folder(bytes, "\"mean\": 0, \"scale\": 0.5"), 3).size());
  }

  private String refusedRange(GraphDef graph, String members) throws IOException {
    ModelFolder folder = models.folder(graph, members);
    return assertThrows(ModelException.class, () -> models.answers(folder, 1)).getMessage();
  }

  @Test
  void shouldLeaveAResizeBehindTheInputToTheGraph() throws Exception {
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3)
            .scaled("Mul", 2f)
            .resized("ResizeBilinear", FLOAT)
            .network(),
        SCALE,
        3,
        Fed.pixels(FLOAT));
    GivenGraphs smaller = GivenGraphs.placeholder(FLOAT, -1, 7, 9, 3);
    GraphDef graph = smaller.resized("ResizeBilinear", FLOAT).scaled("Mul", .01f).network().graph();
    BatchedGraph batched = ImageModelLoader.batch(models.folder(graph, ""), graph, "out");
    assertEquals(List.of(7, 9), List.of(batched.height(), batched.width()));
  }

  @Test
  void shouldResizeAsAGraphDoesThatTakesAnySize() throws Exception {
    models.assertAnswers(
        GivenGraphs.placeholder(BYTE, -1, -1, -1, 3)
            .cast(BYTE, FLOAT)
            .resized("ResizeBilinear", FLOAT)
            .scaled("Mul", .01f)
            .network(),
        "",
        3,
        Fed.own(BYTE));
    for (String setting : List.of("half_pixel_centers", "align_corners")) {
      for (String op : List.of("ResizeBilinear", "ResizeBicubic", "ResizeNearestNeighbor")) {
        models.assertAnswers(
            GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3)
                .resized(op, FLOAT, setting)
                .scaled("Sub", 127.5f)
                .scaled("Mul", .01f)
                .network(),
            "",
            3,
            Fed.own(FLOAT));
      }
    }
  }

  @Test
  void shouldLeaveASizeToTheGraphThatItComputesFromTheImages() throws Exception {
    GivenGraphs computing =
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3)
            .with(NodeDefs.floatNode("shape", "Shape", "input").build())
            .with(NodeDefs.constInts("first", List.of(1), 1))
            .with(NodeDefs.constInts("many", List.of(1), 2))
            .with(whole(NodeDefs.node("sides", "Slice", "shape", "first", "many"), "T", "Index"))
            .with(NodeDefs.constInts("most", List.of(2), 12, 12))
            .with(whole(NodeDefs.node("size", "Minimum", "sides", "most"), "T"));
    models.assertAnswers(resizedToSize(computing, Optional.empty()), "", 3, Fed.own(FLOAT));
  }

  @Test
  void shouldBelieveTheSizeThatAGraphStatesWhereNoShapesTellIt() throws Exception {
    GivenGraphs computing =
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3)
            .with(NodeDefs.constInts("all", List.of(4), 0, 1, 2, 3))
            .with(whole(NodeDefs.floatNode("greatest", "Max", "input", "all"), "Tidx"))
            .with(NodeDefs.constFloats("zeros", List.of(2), 0, 0))
            .with(NodeDefs.floatNode("nothing", "Mul", "greatest", "zeros").build())
            .with(NodeDefs.constFloat("side", 12))
            .with(NodeDefs.floatNode("sides", "Add", "nothing", "side").build())
            .with(
                NodeDefs.node("size", "Cast", "sides")
                    .putAttr("SrcT", NodeDefs.type(FLOAT))
                    .putAttr("DstT", NodeDefs.type(DataType.DT_INT32))
                    .build());
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    List.of(-1, 12, 12, 3).forEach(size -> shape.addDimBuilder().setSize(size));
    AttrValue stated =
        AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addShape(shape)).build();
    models.assertAnswers(resizedToSize(computing, Optional.of(stated)), "", 3, Fed.own(FLOAT));
  }

  private static GivenGraphs resizedToSize(GivenGraphs graph, Optional<AttrValue> stated) {
    NodeDef.Builder resize = NodeDefs.floatNode("resize", "ResizeBilinear", "", "size");
    stated.ifPresent(shapes -> resize.putAttr("_output_shapes", shapes));
    return graph.then(resize).scaled("Mul", .01f).network();
  }

  private static NodeDef whole(NodeDef.Builder node, String... types) {
    for (String type : types) {
      node.putAttr(type, NodeDefs.type(DataType.DT_INT32));
    }
    return node.build();
  }

  @Test
  void shouldNormaliseBeforeTheGraphsOwnResize() throws Exception {
    Fed fed = new Fed(FLOAT, true, 127.5f, .01f, List.of());
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3).resized("ResizeBilinear", FLOAT).network(),
        SCALE,
        3,
        fed);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3)
            .scaled("Add", 3f)
            .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
            .network(),
        SCALE,
        3,
        fed);
    models.assertAnswers(
        GivenGraphs.placeholder(BYTE, 1, -1, -1, 3)
            .cast(BYTE, FLOAT)
            .resized("ResizeBilinear", FLOAT)
            .scaled("Mul", .02f)
            .network(),
        "\"mean\": 3, \"scale\": 0.5",
        3,
        new Fed(BYTE, true, 3, .5f, List.of()));
  }

  @Test
  void shouldPrepareBytesAsTheGraphDoes() throws Exception {
    models.assertAnswersToBytes(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .scaled("Mul", 1 / 255f)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .squeezed(FLOAT, 0L)
            .scaled("Sub", .5f)
            .scaled("Mul", 2f)
            .expanded()
            .network(),
        "");
    models.assertAnswersToBytes(
        GivenGraphs.decoding()
            .cropped()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
            .squeezed(FLOAT, 0L)
            .scaled("Mul", .01f)
            .expanded()
            .network(),
        "");
    models.assertAnswersToBytes(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeArea", FLOAT)
            .scaled("Mul", .01f)
            .network(),
        SIZE);
  }
}
