package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.GivenGraph;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.StageException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.GraphSession;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Graphs with other ends than that of 2015: what comes out for each image of a batch is what the
 * graph as it is answers for that image alone, in TensorFlow and without any rewriting.
 */
class GivenGraphsTest {
  private static final int SIDE = GivenGraphs.SIDE;
  private static final float TOLERANCE = 2e-5f;
  private static final String SIZE = "\"size\": [12, 12]";
  private static final String SCALE = "\"mean\": 127.5, \"scale\": 0.01";
  private static final DataType FLOAT = DataType.DT_FLOAT;
  private static final DataType BYTE = DataType.DT_UINT8;

  @TempDir private Path temp;
  private final List<byte[]> pictures = new ArrayList<>();
  private final List<Metadata> files = new ArrayList<>();

  @BeforeEach
  void writePictures() throws IOException {
    for (int i = 0; i < 3; i++) {
      pictures.add(Pictures.jpeg(30 + 9 * i, 25 + 4 * i, i));
      Path path = Files.write(temp.resolve(i + ".jpg"), pictures.get(i));
      files.add(Storage.stat(path.toString()).orElseThrow());
    }
  }

  private ModelFolder folder(GraphDef graph, String members) throws IOException {
    return folder(graph, "input", "out", members);
  }

  private ModelFolder folder(GraphDef graph, String input, String output, String members)
      throws IOException {
    Path folder = Files.createDirectories(temp.resolve("model"));
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.toByteArray());
    String names = "{\"input\": \"" + input + "\", \"output\": \"" + output + "\"";
    Files.writeString(
        folder.resolve(ModelFolder.SPEC), names + (members.isEmpty() ? "" : ", " + members) + "}");
    return ModelFolder.open(folder.toString());
  }

  /** What the model folder answers to the three images, in the largest batch that it takes. */
  private List<float[]> answers(ModelFolder folder, int batch) throws StageException {
    ImageModelSettings<float[]> settings =
        ImageModelSettings.of(folder.spec().output(), new WholeVector());
    List<float[]> answers = new ArrayList<>();
    try (ImageModel<float[]> model =
        ImageModelLoader.load(settings, folder, folder.openGraph(), temp.resolve("cache"))) {
      assertEquals(batch, Math.min(3, model.largestBatch()));
      List<float[]> prepared = new ArrayList<>();
      for (Metadata file : files) {
        prepared.add(model.prepare(file));
      }
      for (int i = 0; i < prepared.size(); i += batch) {
        answers.addAll(model.run(prepared.subList(i, Math.min(prepared.size(), i + batch))));
      }
    }
    return answers;
  }

  /** How a test feeds the graph as it is: TensorFlow itself casts and shapes. */
  private record Fed(DataType dtype, boolean own, float mean, float scale, List<Long> shape) {
    static Fed pixels(DataType dtype, Long... shape) {
      return new Fed(dtype, false, 127.5f, 0.01f, List.of(shape));
    }

    static Fed raw(DataType dtype, Long... shape) {
      return new Fed(dtype, false, 0, 1, List.of(shape));
    }

    /** The image at its own size. */
    static Fed own(DataType dtype) {
      return new Fed(dtype, true, 0, 1, List.of());
    }
  }

  private float[] expected(GraphDef graph, String fetch, byte[] picture, Fed fed) throws Exception {
    NodeDef pixels = NodeDefs.placeholder("test/pixels", FLOAT);
    GraphDef casting =
        GraphDef.newBuilder()
            .addNode(pixels)
            .addNode(
                NodeDefs.node("test/cast", "Cast", "test/pixels")
                    .putAttr("SrcT", NodeDefs.type(FLOAT))
                    .putAttr("DstT", NodeDefs.type(fed.dtype())))
            .build();
    try (ImageDecoder decoder =
            new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT);
        GraphSession cast = GraphSession.openForCallers(casting);
        GraphSession session = GraphSession.openForCallers(graph)) {
      ImageHeader size = decoder.size(picture);
      int height = fed.own() ? size.height() : SIDE;
      int width = fed.own() ? size.width() : SIDE;
      float[] values = decoder.decode(picture, height, width);
      new Normalization(fed.mean(), fed.scale()).apply(values);
      Shape shape =
          fed.shape().isEmpty()
              ? Shape.of(1, height, width, 3)
              : Shape.of(fed.shape().stream().mapToLong(dim -> dim).toArray());
      try (TFloat32 floats = TFloat32.tensorOf(shape)) {
        // A fixed batch gets the image as often.
        for (long at = 0; at < floats.size(); at += values.length) {
          floats.asRawTensor().data().asFloats().offset(at).write(values);
        }
        try (Tensor input = cast.run("test/pixels", floats, "test/cast");
            Tensor output = session.run("input", input, fetch)) {
          return values(output);
        }
      }
    }
  }

  private static float[] values(Tensor output) {
    float[] values = new float[(int) output.shape().size()];
    output.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private void assertAnswers(GivenGraphs given, String members, int batch, Fed fed)
      throws Exception {
    GraphDef graph = given.graph();
    ModelFolder folder = folder(graph, members);
    List<float[]> answers = answers(folder, batch);
    for (int i = 0; i < answers.size(); i++) {
      float[] all = expected(graph, "out", pictures.get(i), fed);
      float[] first = Arrays.copyOf(all, GivenGraphs.CLASSES);
      assertArrayEquals(first, answers.get(i), TOLERANCE, "image " + i);
    }
    assertGivenAnswers(folder, answers);
  }

  /** The graph as it was given, which the rewritten one can be held to, answers the same. */
  private void assertGivenAnswers(ModelFolder folder, List<float[]> answers) throws Exception {
    BatchedGraph batched =
        ImageModelLoader.batch(folder, folder.readGraph().graph(), folder.spec().output());
    GivenGraph given = batched.given().orElseThrow();
    try (ImageFileReader reader =
            ImageFileReader.of(
                batched, folder.spec(), ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);
        GraphSession session = GraphSession.openForCallers(given.graph())) {
      for (int i = 0; i < answers.size(); i++) {
        float[] pixels = reader.read(files.get(i));
        try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, batched.height(), batched.width(), 3))) {
          fed.asRawTensor().data().asFloats().write(pixels);
          try (Tensor output = session.run(given.input(), fed, given.output())) {
            assertArrayEquals(answers.get(i), values(output), TOLERANCE);
          }
        }
      }
    }
  }

  private void assertAnswersToBytes(GivenGraphs given, String members) throws Exception {
    GraphDef graph = given.graph();
    List<float[]> answers = answers(folder(graph, members), 3);
    try (GraphSession session = GraphSession.openForCallers(graph)) {
      for (int i = 0; i < answers.size(); i++) {
        try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(pictures.get(i)));
            Tensor output = session.run(Map.of("input", bytes), "out")) {
          assertArrayEquals(values(output), answers.get(i), TOLERANCE, "image " + i);
        }
      }
    }
  }

  private String refusal(GivenGraphs given, String members) throws IOException {
    return refusal(given.graph(), "input", "out", members);
  }

  private String refusal(GraphDef graph, String input, String output, String members)
      throws IOException {
    ModelException e = refused(graph, input, output, members);
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    String path = temp.resolve("model").resolve(ModelFolder.GRAPH).toString();
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    return e.getMessage().substring(path.length() + 2);
  }

  private ModelException refused(GraphDef graph, String input, String output, String members)
      throws IOException {
    ModelFolder folder = folder(graph, input, output, members);
    GraphDef read = folder.readGraph().graph();
    return assertThrows(
        ModelException.class, () -> ImageModelLoader.batch(folder, read, folder.spec().output()));
  }

  @Test
  void shouldTakeABatchOfWhateverSize() throws Exception {
    String both = SIZE + ", " + SCALE;
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network(), SCALE, 3, Fed.pixels(FLOAT));
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network(), both, 3, Fed.pixels(FLOAT));
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3).network(), both, 3, Fed.pixels(FLOAT));
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, -1).network(), both, 3, Fed.pixels(FLOAT));
    assertAnswers(GivenGraphs.placeholder(FLOAT).network(), both, 3, Fed.pixels(FLOAT));
  }

  @Test
  void shouldFillUpAFixedBatch() throws Exception {
    Fed eight = Fed.pixels(FLOAT, 8L, 12L, 12L, 3L);
    assertAnswers(GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network(), SCALE, 3, eight);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network().reshaped(FLOAT, 8, 5),
        SCALE,
        3,
        eight);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network().reshaped(FLOAT, -1),
        SCALE,
        3,
        eight);
    Fed two = Fed.pixels(BYTE, 2L, 12L, 12L, 3L);
    assertAnswers(
        GivenGraphs.placeholder(BYTE, 2, 12, 12, 3).cast(BYTE, FLOAT).scaled("Mul", .01f).network(),
        "\"mean\": -3, \"scale\": 0.5",
        2,
        new Fed(BYTE, false, -3, .5f, two.shape()));
  }

  @Test
  void shouldTakeAPictureWithoutABatch() throws Exception {
    Fed single = Fed.pixels(FLOAT, 12L, 12L, 3L);
    assertAnswers(GivenGraphs.placeholder(FLOAT, 12, 12, 3).expanded().network(), SCALE, 3, single);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 12, 12, 3).reshaped(FLOAT, 1, 12, 12, 3).network(),
        SCALE,
        1,
        single);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT).expanded().network(), SIZE + ", " + SCALE, 3, single);
    assertAnswers(
        GivenGraphs.placeholder(BYTE, 12, 12, 3)
            .cast(BYTE, FLOAT)
            .scaled("Sub", 127.5f)
            .scaled("RealDiv", 100f)
            .expanded()
            .network(),
        "",
        3,
        Fed.raw(BYTE, 12L, 12L, 3L));
  }

  @Test
  void shouldCastPixelsAsTensorFlowDoes() throws Exception {
    for (DataType dtype : List.of(BYTE, DataType.DT_INT32, DataType.DT_INT64, DataType.DT_UINT16)) {
      assertAnswers(
          GivenGraphs.placeholder(dtype, 1, 12, 12, 3)
              .cast(dtype, FLOAT)
              .scaled("Mul", .01f)
              .network(),
          "",
          3,
          Fed.raw(dtype));
    }
    for (DataType dtype : List.of(DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_DOUBLE)) {
      assertAnswers(
          GivenGraphs.placeholder(dtype, -1, 12, 12, 3).cast(dtype, FLOAT).network(),
          SCALE,
          3,
          Fed.pixels(dtype));
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
    assertEquals(3, answers(folder(integers, "\"mean\": 128, \"scale\": 1"), 3).size());
    assertEquals(3, answers(folder(bytes, "\"mean\": 0, \"scale\": 0.5"), 3).size());
  }

  private String refusedRange(GraphDef graph, String members) throws IOException {
    ModelFolder folder = folder(graph, members);
    return assertThrows(ModelException.class, () -> answers(folder, 1)).getMessage();
  }

  @Test
  void shouldLeaveAResizeBehindTheInputToTheGraph() throws Exception {
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3)
            .scaled("Mul", 2f)
            .resized("ResizeBilinear", FLOAT)
            .network(),
        SCALE,
        3,
        Fed.pixels(FLOAT));
    GivenGraphs smaller = GivenGraphs.placeholder(FLOAT, -1, 7, 9, 3);
    GraphDef graph = smaller.resized("ResizeBilinear", FLOAT).scaled("Mul", .01f).network().graph();
    BatchedGraph batched = ImageModelLoader.batch(folder(graph, ""), graph, "out");
    assertEquals(List.of(7, 9), List.of(batched.height(), batched.width()));
  }

  @Test
  void shouldResizeAsAGraphDoesThatTakesAnySize() throws Exception {
    assertAnswers(
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
        assertAnswers(
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
  void shouldNormaliseBeforeTheGraphsOwnResize() throws Exception {
    Fed fed = new Fed(FLOAT, true, 127.5f, .01f, List.of());
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3).resized("ResizeBilinear", FLOAT).network(),
        SCALE,
        3,
        fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3)
            .scaled("Add", 3f)
            .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
            .network(),
        SCALE,
        3,
        fed);
    assertAnswers(
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
    assertAnswersToBytes(
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
    assertAnswersToBytes(
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
    assertAnswersToBytes(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeArea", FLOAT)
            .scaled("Mul", .01f)
            .network(),
        SIZE);
  }

  @Test
  void shouldTakeScoresOfAnyShape() throws Exception {
    Fed fed = Fed.pixels(FLOAT);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, 5), SCALE, 1, fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, -1), SCALE, 1, fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().squeezed(FLOAT, 0L), SCALE, 1, fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().squeezed(FLOAT), SCALE, 1, fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, 1, 1, 1, 5),
        SCALE,
        3,
        fed);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().reshaped(FLOAT, -1, 1, 1, 5),
        SCALE,
        3,
        fed);
  }

  @Test
  void shouldConvertScoresToFloat32() throws Exception {
    for (DataType dtype : List.of(DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16)) {
      GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().cast(FLOAT, dtype);
      GraphDef graph = given.graph();
      List<float[]> answers = answers(folder(graph, SCALE), 3);
      GraphDef back = given.cast(dtype, FLOAT).graph();
      GraphDef renamed =
          back.toBuilder()
              .setNode(
                  back.getNodeCount() - 1,
                  back.getNode(back.getNodeCount() - 1).toBuilder().setName("test/back"))
              .build();
      for (int i = 0; i < answers.size(); i++) {
        float[] right = expected(renamed, "test/back", pictures.get(i), Fed.pixels(FLOAT));
        assertArrayEquals(right, answers.get(i), dtype == DataType.DT_DOUBLE ? TOLERANCE : 0.004f);
      }
    }
  }

  @Test
  void shouldTakeTheNamesOfTensors() throws Exception {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(NodeDefs.constInt("axis", 1));
    GraphDef graph =
        given
            .then(
                NodeDefs.node("split", "Concat", "axis", "", "logits")
                    .setOp("Concat")
                    .putAttr("N", NodeDefs.integer(2))
                    .putAttr("T", NodeDefs.type(FLOAT)))
            .then(
                NodeDefs.node("halves", "Split", "axis", "")
                    .putAttr("num_split", NodeDefs.integer(2))
                    .putAttr("T", NodeDefs.type(FLOAT)))
            .graph();
    for (String half : List.of("out", "out:0", "out:1")) {
      ModelFolder folder = folder(graph, "input:0", half, SCALE);
      List<float[]> answers = answers(folder, 3);
      String same = half.equals("out:1") ? "logits" : "scores";
      for (int i = 0; i < answers.size(); i++) {
        float[] right = expected(graph, same, pictures.get(i), Fed.pixels(FLOAT));
        assertArrayEquals(right, answers.get(i), TOLERANCE);
      }
    }
    assertEquals(
        "there is no 'out:2': node 'out' (Split) has 2 outputs",
        withoutHint(refusal(graph, "input", "out:2", SCALE)));
    assertTrue(refusal(graph, "input", "^out", SCALE).startsWith("'^out' names no tensor"));
    assertTrue(refusal(graph, "input:1", "out", SCALE).startsWith("the graph has no node"));
  }

  private static String withoutHint(String message) {
    return message.replaceAll(" \\(name the graph's own nodes.*", "");
  }

  @Test
  void shouldRefuseWhatIsNoScore() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(NodeDefs.constInt("axis", 1));
    given.then(
        NodeDefs.floatNode("best", "ArgMax", "", "axis")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    assertEquals(
        "output 'out' (ArgMax) gives int64, not a score for each class: name 'scores', which it is"
            + " made of, as the output",
        refusal(given, ""));
    given.cast(DataType.DT_INT64, FLOAT);
    assertEquals(
        "output 'out' (Cast) gives the best of the classes alone, not a score for each class: name"
            + " 'scores', which it is made of, as the output",
        refusal(given, ""));
    GivenGraphs top = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    top.with(NodeDefs.constInt("k", 3));
    top.then(NodeDefs.floatNode("best", "TopKV2", "", "k"));
    assertTrue(refusal(top, "").contains("name 'scores'"));
    assertTrue(refusal(top.graph(), "input", "out:1", "").contains("int32, not a score"));
    GivenGraphs words = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    words.then(NodeDefs.floatNode("words", "AsString", ""));
    assertTrue(
        refusal(words, "").contains("gives string, not a score for each class: name 'scores'"));
  }

  @Test
  void shouldRefuseOtherPictures() throws IOException {
    assertEquals(
        "node 'input' (Placeholder) takes float32 [1, 3, 12, 12], channels before height and width"
            + " (NCHW); images are fed with the channels last (NHWC): export the model with"
            + " data_format=\"channels_last\"",
        refusal(channelsFirst(1, 3, 12, 12), ""));
    assertTrue(refusal(channelsFirst(-1, -1, -1, -1), SIZE).contains("NCHW"));
    assertTrue(refusal(channelsFirst(), SIZE).contains("NCHW"));
    assertEquals(
        "node 'input' (Placeholder) takes uint8 [?, 28, 28, 1], images of 1 channel; images are"
            + " fed with 3: red, green, blue",
        refusal(GivenGraphs.placeholder(BYTE, -1, 28, 28, 1).cast(BYTE, FLOAT), ""));
    assertTrue(
        refusal(GivenGraphs.placeholder(FLOAT, 1, 28, 28, 4).scaled("Mul", 1), "")
            .contains("images of 4 channels"));
    assertEquals(
        "node 'input' (Placeholder) takes float32 [?, 432], and an image is fed as [height, width,"
            + " 3]",
        refusal(GivenGraphs.placeholder(FLOAT, -1, 432).scaled("Mul", 1), ""));
    assertTrue(
        refusal(
                GivenGraphs.placeholder(DataType.DT_BOOL, 1, 12, 12, 3)
                    .cast(DataType.DT_BOOL, FLOAT),
                "")
            .contains("takes bool [1, 12, 12, 3], which no pixels can be cast to"));
  }

  private static GivenGraphs channelsFirst(long... shape) {
    return GivenGraphs.placeholder(FLOAT, shape)
        .then(
            NodeDefs.floatNode("last", "Transpose", "", "order")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)))
        .with(NodeDefs.constInts("order", List.of(4), 0, 2, 3, 1))
        .network();
  }

  @Test
  void shouldRefuseASizeThatIsNotTheGraphs() throws IOException {
    assertEquals(
        "\"size\" is [24, 12] in model.json, and node 'input' (Placeholder) has images of [12,"
            + " 12]: leave \"size\" out, or state the graph's",
        refusal(GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network(), "\"size\": [24, 12]"));
    GivenGraphs resizing =
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .network();
    assertTrue(refusal(resizing, "\"size\": [24, 24]").contains("\"size\" is [24, 24]"));
    assertTrue(
        refusal(GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3).network(), "")
            .endsWith("state \"size\" in model.json, as [height, width]"));
    assertTrue(
        refusal(
                GivenGraphs.placeholder(FLOAT, 1, -1, -1, 3)
                    .reshaped(FLOAT, 1, 12, 12, 3)
                    .network(),
                "\"size\": [9, 9]")
            .startsWith("the graph does not take images of height 9 and width 9"));
  }

  @Test
  void shouldRefuseWhatElseWouldHaveToBeFed() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(NodeDefs.placeholder("keep_prob", FLOAT));
    given.then(NodeDefs.floatNode("kept", "Mul", "", "keep_prob"));
    assertEquals(
        "besides the image the graph needs placeholder 'keep_prob' (float32, any shape), and only"
            + " images are fed: export it with this set, or with a default",
        refusal(given, ""));
  }

  @Test
  void shouldSayHowToFreeze() throws IOException {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    given.with(
        NodeDefs.node("bias", "VariableV2")
            .putAttr("dtype", NodeDefs.type(FLOAT))
            .putAttr("shape", shape5())
            .build());
    given.then(NodeDefs.floatNode("biased", "Add", "", "bias"));
    assertEquals(
        "the graph isn't frozen: the values of a variable, such as node 'bias' (VariableV2), are not"
            + " in it; freeze it first",
        refusal(given, ""));
    Files.writeString(temp.resolve("model/model.ckpt-7.index"), "");
    String prefix = temp.resolve("model/model.ckpt-7").toString();
    assertEquals(
        Optional.of(Remedy.of(Remedy.Kind.FREEZE_GRAPH, prefix, "out")),
        refused(given.graph(), "input", "out", "").remedy());
  }

  private static AttrValue shape5() {
    return AttrValue.newBuilder()
        .setShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(5)))
        .build();
  }
}
