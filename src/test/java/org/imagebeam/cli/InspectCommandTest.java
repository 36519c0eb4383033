package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TensorBoard;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class InspectCommandTest {

  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
  }

  @Test
  void shouldPrintTheEndsTheCountsAndTheLayers() throws IOException {
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    String id = ModelFolder.open(model.toString()).readGraph().id();
    long bytes = Files.size(model.resolve(ModelFolder.GRAPH));
    assertEquals(
        List.of(
            String.format(Locale.ROOT, "model          %s (m%s), %,d bytes", model, id, bytes),
            "input          DecodeJpeg/contents (Placeholder) 1x16x16x3",
            "output         softmax (Softmax) 1x9",
            "bottleneck     pool_3 (AvgPool) 1x1x1x16",
            "nodes          24: 9 Const, 2 BiasAdd, 1 AvgPool, 1 Cast, 1 Conv2D, 1 DecodeJpeg,"
                + " 1 ExpandDims, 1 MatMul, 1 Mul, 1 Placeholder, 1 Relu, 1 Reshape,"
                + " 1 ResizeBilinear, 1 Softmax, 1 Sub",
            "parameters     601",
            "multiply-adds  27,792 an image",
            "",
            "LAYER                  OP       KERNEL  STRIDE  PADDING  OUTPUT    PARAMETERS"
                + "  MULTIPLY-ADDS",
            "conv/Conv2D            Conv2D   3x3     2x2     SAME     1x8x8x16         448"
                + "         27,648",
            "pool_3                 AvgPool  8x8     1x1     VALID    1x1x1x16           0"
                + "              0",
            "softmax/logits/MatMul  MatMul                            1x9              153"
                + "            144"),
        out.toString().lines().toList());
    assertEquals("", err.toString());
  }

  @Test
  void shouldShowAllOutputsThatCouldBeMeant() throws IOException {
    Path file = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    assertEquals(
        0, run("model", "inspect", file.toString(), "--modelCache=" + temp), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.contains("output         colour (Softmax) 1x3"), out.toString());
    assertTrue(lines.contains("head           output_2: out (Identity) 1x5"), out.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("colour/logits ")), out.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("logits ")), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", file.toString(), "--modelCache=" + temp, "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"output_2": {"name": "out", "op": "Identity", "shape": [1, 5], "of_image": true}}
                """),
        json.get("heads"));
  }

  @Test
  void shouldNotTakeAnEmptyGraphForAnArchive() throws IOException {
    for (String name : List.of("empty.pb", "empty.pbtxt")) {
      Path file = Files.createFile(temp.resolve(name));
      err.getBuffer().setLength(0);
      assertEquals(
          ExitCode.MODEL_UNUSABLE.code(),
          run("model", "inspect", file.toString(), "--modelCache=" + temp));
      assertEquals(
          "imagebeam: " + file + " has no nodes: it is empty, or no GraphDef\n", err.toString());
    }
  }

  @Test
  void shouldShowAHeadThatDoesNotDependOnTheImage() throws IOException {
    GraphDef graph =
        TwoHeads.graph().toBuilder()
            .addNode(NodeDefs.constFloats("sizes", List.of(1, 4), 1, 2, 3, 4))
            .build();
    Files.write(model.resolve(ModelFolder.GRAPH), graph.toByteArray());
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        """
        {"input": "input", "output": "out", "bottleneck": "mean", "heads": {"sizes": "sizes"}}
        """);
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    assertTrue(
        out.toString()
            .lines()
            .toList()
            .contains("head           sizes: sizes (Const) 1x4, doesn't depend on the image"),
        out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", model.toString(), "--json"), err.toString());
    JsonNode head = new ObjectMapper().readTree(out.toString()).get("heads").get("sizes");
    assertFalse(head.get("of_image").asBoolean(), out.toString());
  }

  @Test
  void shouldShowOutputsOfASourceThatDoNotDependOnTheImage() throws IOException {
    GraphDef graph =
        TwoHeads.graph().toBuilder()
            .addNode(NodeDefs.constFloats("sizes", List.of(1, 4), 1, 2, 3, 4))
            .addNode(NodeDefs.floatNode("a/sizes", "Identity", "sizes"))
            .build();
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph);
    meta.getMetaInfoDefBuilder().addTags("serve");
    meta.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("image", TensorInfo.newBuilder().setName("input:0").build())
            .putOutputs("a", TensorInfo.newBuilder().setName("a/sizes:0").build())
            .putOutputs("b", TensorInfo.newBuilder().setName("colour:0").build())
            .putOutputs("c", TensorInfo.newBuilder().setName("out:0").build())
            .build());
    Path folder = Files.createDirectory(temp.resolve("saved"));
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    assertEquals(
        0, run("model", "inspect", folder.toString(), "--modelCache=" + temp), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.contains("output         colour (Softmax) 1x3"), out.toString());
    assertTrue(lines.contains("head           output_2: out (Identity) 1x5"), out.toString());
    assertTrue(
        lines.contains(
            "head           output_3: a/sizes (Identity) 1x4, doesn't depend on the image"),
        out.toString());
    assertTrue(
        err.toString().contains("output_3: a/sizes, which doesn't depend on the image"),
        err.toString());
  }

  @Test
  void shouldPrintHowImagesAreBroughtToTheirSizeWhereThatIsStated() throws IOException {
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        "{\"resize\": \"bicubic\", \"antialias\": true, \"crop\": \"center 0.9\"}");
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    assertTrue(
        out.toString()
            .lines()
            .toList()
            .contains("resize         bicubic with antialias, crop center 0.9"),
        out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", model.toString(), "--json"), err.toString());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals("bicubic", json.get("resize").asText());
    assertTrue(json.get("antialias").asBoolean());
    assertEquals("center 0.9", json.get("crop").asText());
  }

  @Test
  void shouldPrintJson() throws IOException {
    assertEquals(0, run("model", "inspect", model.toString(), "--json"), err.toString());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    ObjectMapper mapper = new ObjectMapper();
    assertEquals(model.toString(), json.get("model").asText());
    assertEquals(
        "m" + ModelFolder.open(model.toString()).readGraph().id(), json.get("id").asText());
    assertEquals(Files.size(model.resolve(ModelFolder.GRAPH)), json.get("bytes").asLong());
    assertEquals(
        mapper.readTree(
            """
            {"name": "DecodeJpeg/contents", "op": "Placeholder", "shape": [1, 16, 16, 3],
             "pixels": "ResizeBilinear"}
            """),
        json.get("input"));
    assertEquals(
        mapper.readTree(
            """
            {"name": "softmax", "op": "Softmax", "shape": [1, 9], "of_image": true}
            """),
        json.get("output"));
    assertEquals("pool_3", json.get("bottleneck").get("name").asText());
    assertEquals(24, json.get("nodes").asInt());
    assertEquals(9, json.get("ops").get("Const").asInt());
    assertEquals(601, json.get("parameters").asLong());
    assertEquals(27_792, json.get("multiply_adds").asLong());
    assertEquals(
        mapper.readTree(
            """
            [{"name": "conv/Conv2D", "op": "Conv2D", "kernel": [3, 3], "stride": [2, 2],
              "padding": "SAME", "output": [1, 8, 8, 16], "parameters": 448,
              "multiply_adds": 27648},
             {"name": "pool_3", "op": "AvgPool", "kernel": [8, 8], "stride": [1, 1],
              "padding": "VALID", "output": [1, 1, 1, 16], "parameters": 0, "multiply_adds": 0},
             {"name": "softmax/logits/MatMul", "op": "MatMul", "output": [1, 9],
              "parameters": 153, "multiply_adds": 144}]
            """),
        json.get("layers"));
  }

  /** A part of the pixels that only another placeholder tells. */
  private static GraphDef ofUnknownSize() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT));
    graph.addNode(NodeDefs.placeholder("size", DataType.DT_INT32));
    graph.addNode(NodeDefs.constInts("begin", List.of(4), 0, 0, 0, 0));
    graph.addNode(
        NodeDefs.floatNode("part", "Slice", "x", "begin", "size")
            .putAttr("Index", NodeDefs.type(DataType.DT_INT32)));
    graph.addNode(NodeDefs.constFloats("w", List.of(1, 1, 3, 2), 1, 2, 3, 4, 5, 6));
    graph.addNode(
        NodeDefs.floatNode("out", "Conv2D", "part", "w")
            .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
            .putAttr("padding", NodeDefs.string("SAME")));
    return graph.build();
  }

  @Test
  void shouldShowWhatIsNotKnown() throws IOException {
    Files.write(model.resolve(ModelFolder.GRAPH), ofUnknownSize().toByteArray());
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        "{\"input\": \"x\", \"output\": \"out\", \"size\": [16, 16], \"bottleneck\": \"none\"}");
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("output         out (Conv2D) ?x?x?x2", lines.get(2));
    assertEquals("parameters     6", lines.get(5));
    assertEquals("multiply-adds  ? an image", lines.get(6));
    assertEquals(
        "out    Conv2D  1x1     1x1     SAME     ?x?x?x2           6              ?", lines.get(9));
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", model.toString(), "--json"), err.toString());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertTrue(json.get("multiply_adds").isNull(), out.toString());
    assertEquals(6, json.get("parameters").asLong());
    assertEquals("[null,null,null,2]", json.get("layers").get(0).get("output").toString());
    assertTrue(json.get("layers").get(0).get("multiply_adds").isNull(), out.toString());
  }

  @Test
  void shouldDoWithoutABottleneck() throws IOException {
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"bottleneck\": \"features\"}");
    assertEquals(0, run("model", "inspect", model.toString()), err.toString());
    assertTrue(out.toString().contains("bottleneck     none"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("model", "inspect", model.toString(), "--json"));
    assertTrue(new ObjectMapper().readTree(out.toString()).get("bottleneck").isNull());
  }

  @Test
  void shouldWriteTheGraphForTensorBoard() throws Exception {
    Path logs = temp.resolve("new/logs");
    assertEquals(0, run("@pipelines/inspect.args", "--json", "--logdir=" + logs), err.toString());
    assertEquals(410, new ObjectMapper().readTree(out.toString()).get("nodes").asInt());
    List<Path> files = list(logs);
    assertEquals(1, files.size(), files.toString());
    assertTrue(
        files.get(0).getFileName().toString().matches("events\\.out\\.tfevents\\.\\d{10}\\..+"),
        files.toString());
    assertEquals("events: " + files.get(0) + System.lineSeparator(), err.toString());
    GraphDef graph = ModelFolder.open("embedded").readGraph().graph();
    assertEquals(
        graph.getNodeList().stream().map(NodeDef::getName).toList(), TensorBoard.nodes(logs));
  }

  @Test
  void shouldLetTheCommandLineWinOverAFile() throws IOException {
    Path file = Files.writeString(temp.resolve("x.args"), "--logdir=" + temp + "/a\n");
    assertEquals(
        0,
        run("model", "inspect", model.toString(), "--logdir", temp + "/b", "@" + file),
        err.toString());
    assertFalse(Files.exists(temp.resolve("a")));
    assertEquals(1, list(temp.resolve("b")).size());
  }

  @Test
  void shouldReportAModelThatIsNotThere() {
    assertFails(
        ExitCode.MODEL_NOT_FOUND,
        "there is no model folder '" + temp + "/none': a model is a folder that holds",
        "model",
        "inspect",
        temp + "/none");
  }

  @Test
  void shouldReportAModelThatCannotBeUsed() throws IOException {
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"output\": \"logits\"}");
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        model + "/" + ModelFolder.GRAPH + ": the graph has no node 'logits'",
        "model",
        "inspect",
        model.toString());
    Files.writeString(model.resolve(ModelFolder.GRAPH), "garbage");
    assertFails(
        ExitCode.MODEL_UNUSABLE, "is no frozen GraphDef", "model", "inspect", model.toString());
  }

  @Test
  void shouldSayHowToStateASizeThatIsNotKnown() throws IOException {
    GraphDef network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, -1, -1, 3).network().graph();
    Path file = Files.write(temp.resolve("any.pb"), network.toByteArray());
    assertFails(
        ExitCode.MODEL_UNUSABLE,
        "state the images' height and width (--size=HxW does so)",
        "model",
        "inspect",
        file.toString(),
        "--modelCache=" + temp);
  }

  @Test
  void shouldReportALogdirThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertFails(
        ExitCode.OUTPUT,
        file + " is a file where a folder is needed",
        "model",
        "inspect",
        model.toString(),
        "--logdir=" + file);
    assertEquals("", out.toString());
  }

  @Test
  void shouldAskForWhatIsMissing() {
    assertFails(ExitCode.USAGE, "Missing required parameter: 'MODEL'", "model", "inspect");
    assertFails(ExitCode.USAGE, "which command? (imagebeam model --help", "model");
    assertFails(
        ExitCode.USAGE, "unknown argument 'inspct': did you mean", "model", "inspct", "embedded");
    assertFails(ExitCode.USAGE, "unknown option '--jsn'", "model", "inspect", "embedded", "--jsn");
  }

  @Test
  void shouldShowHelp() {
    assertEquals(0, run("model", "--help"));
    assertTrue(out.toString().contains("inspect"), out.toString());
    assertEquals(0, run("model", "inspect", "--help"));
    assertTrue(out.toString().contains("--logdir=DIR"), out.toString());
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void assertFails(ExitCode code, String message, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(code.code(), run(args), err.toString());
    String text = err.toString();
    assertTrue(text.startsWith("imagebeam: "), text);
    assertTrue(text.contains(message), text);
    assertEquals(1, text.lines().count(), text);
  }

  private int run(String... args) {
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
  }
}
