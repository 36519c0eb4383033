package org.imagebeam.modelimport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.ImageRun;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class ModelImportTest {
  private static final int SIDE = GivenGraphs.SIDE;
  private static final ImportOptions TORCH =
      options(Optional.empty(), Optional.of(PixelPreset.TORCH), Optional.empty());

  @TempDir private Path temp;

  private static ImportOptions options(
      Optional<String> output, Optional<PixelPreset> pixels, Optional<String> labels) {
    ImportOptions.Builder options = ImportOptions.builder();
    output.ifPresent(options::output);
    pixels.ifPresent(options::pixels);
    labels.ifPresent(options::labels);
    return options.build();
  }

  private static GraphDef network() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3).network().graph();
  }

  private String folder() {
    return temp.resolve("imported").toString();
  }

  private ImportReport importTo(Path source, ImportOptions options) throws IOException {
    return new ModelImport(source.toString(), options).writeTo(folder());
  }

  private ModelFolder imported() {
    return ModelFolder.open(folder());
  }

  @Test
  void shouldImportAFrozenGraph() throws IOException {
    GraphDef graph = network();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ImportReport report = importTo(file, TORCH);
    ModelFolder folder = imported();
    assertEquals(folder.readGraph().id(), report.id());
    assertEquals("frozen graph", report.source());
    assertEquals(List.of(SIDE, SIDE), report.size());
    assertEquals(GivenGraphs.CLASSES, report.classes());
    ModelSpec spec = folder.spec();
    assertEquals("input", spec.input());
    assertEquals(graph.getNode(graph.getNodeCount() - 1).getName(), spec.output());
    assertEquals(List.of(123.675f, 116.28f, 103.53f), spec.channelMeans());
    assertEquals(
        List.of((float) (1 / 58.395), (float) (1 / 57.12), (float) (1 / 57.375)),
        spec.channelScales());
    assertArrayEquals(
        scores(graph, "input", spec.output()),
        scores(folder.readGraph().graph(), "input", spec.output()));
  }

  @Test
  void shouldImportAGraphThatIsText() throws IOException {
    GraphDef graph = network();
    Path file = temp.resolve("frozen.pbtxt");
    Files.writeString(file, TextFormat.printer().printToString(graph));
    importTo(file, TORCH);
    assertEquals(graph.getNodeCount(), imported().readGraph().graph().getNodeCount());
  }

  @Test
  void shouldAskForPixelsOnlyWhereTheGraphDoesNotScaleThem() throws IOException {
    Path raw = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    PixelsUnknownException e =
        assertThrows(PixelsUnknownException.class, () -> importTo(raw, ImportOptions.NONE));
    assertTrue(e.getMessage().contains("inception (-1 to 1), unit (0 to 1)"), e.getMessage());
    assertFalse(Files.exists(Path.of(folder())), "nothing is written");
    GraphDef scaling =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3)
            .scaled("Mul", 1 / 255f)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("scaling.pb"), scaling.toByteArray());
    ImportReport report = importTo(file, ImportOptions.NONE);
    assertEquals(
        "0 to 255, which the ops before the first layer seem to be for",
        report.lines().get("pixels"));
    assertEquals(List.of(0f, 0f, 0f), imported().spec().channelMeans());
    assertEquals(List.of(1f, 1f, 1f), imported().spec().channelScales());
  }

  @Test
  void shouldKnowHowRetrainFeedsItsNetworks() throws IOException {
    Map<String, List<Float>> known =
        Map.of(
            "Placeholder", List.of(0f, (float) (1 / 255.0)),
            "Mul", List.of(128f, 1 / 128f),
            "input", List.of(127.5f, (float) (1 / 127.5)));
    for (String input : known.keySet()) {
      assertRetrained(input, known.get(input), network());
    }
    // Modules of TensorFlow Hub make -1 to 1 of what they are fed.
    GraphDef module = placeholder().scaled("Mul", 2).scaled("Sub", 1).network().graph();
    assertRetrained("Placeholder", known.get("Placeholder"), module);
  }

  private void assertRetrained(String input, List<Float> pixels, GraphDef network)
      throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : network.getNodeList()) {
      NodeDef.Builder named = node.toBuilder();
      if (node.getName().equals("input")) {
        named.setName(input);
      } else if (node.getName().equals("out")) {
        named.setName("final_result");
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals("input")) {
          named.setInput(i, input);
        }
      }
      graph.addNode(named);
    }
    Path file = Files.write(temp.resolve("output_graph.pb"), graph.build().toByteArray());
    ImportReport report = importTo(file, ImportOptions.NONE);
    assertTrue(report.lines().get("pixels").contains(", as retrain.py feeds "), input);
    ModelSpec spec = imported().spec();
    assertEquals(pixels, List.of(spec.channelMeans().get(0), spec.channelScales().get(0)));
    String stated = importTo(file, ImportOptions.of("unit", "")).lines().get("pixels");
    assertTrue(stated.startsWith("unit, 0 to 1"), stated);
  }

  @Test
  void shouldAskForPixelsWhereTheFirstOpsAreForOthers() throws IOException {
    Map<String, GivenGraphs> networks =
        Map.of(
            "spread pixels 255 times", placeholder().scaled("Mul", 255).scaled("Sub", 127.5f),
            "spread pixels 2 times", placeholder().scaled("Mul", 2).scaled("Sub", 1),
            "spread pixels 4 times", placeholder().scaled("Sub", .485f).scaled("RealDiv", .229f),
            "cut pixels off at 1", placeholder().scaled("Minimum", 1).scaled("Maximum", 0));
    for (Map.Entry<String, GivenGraphs> network : networks.entrySet()) {
      Path file =
          Files.write(temp.resolve("net.pb"), network.getValue().network().graph().toByteArray());
      PixelsUnknownException e =
          assertThrows(PixelsUnknownException.class, () -> importTo(file, ImportOptions.NONE));
      assertTrue(
          e.getMessage()
              .startsWith(
                  "the ops before its first layer "
                      + network.getKey()
                      + ", as those of 0 to 1 and not of 0 to 255"),
          e.getMessage());
      importTo(file, ImportOptions.of("unit", ""));
    }
    for (GivenGraphs network :
        List.of(
            placeholder().scaled("Sub", 120),
            placeholder().scaled("Mul", 1 / 127.5f).scaled("Sub", 1),
            placeholder().scaled("Sub", 123).scaled("Mul", 1 / 58f))) {
      Path file = Files.write(temp.resolve("net.pb"), network.network().graph().toByteArray());
      importTo(file, ImportOptions.NONE);
    }
  }

  private static GivenGraphs placeholder() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3);
  }

  @Test
  void shouldImportWhatAnImportWroteOnceMore() throws IOException {
    GraphDef plain = network();
    GraphDef graph =
        plain.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", "logits", "keep_prob"))
            .build();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ImportOptions first =
        ImportOptions.builder()
            .output("kept")
            .pixels(PixelPreset.UNIT)
            .activation(Activation.SOFTMAX)
            .feeds(Map.of("keep_prob", 0.5f))
            .build();
    ImportReport before = importTo(file, first);
    Path again = temp.resolve("again");
    ImportReport after =
        new ModelImport(folder(), ImportOptions.builder().activation(Activation.SIGMOID).build())
            .writeTo(again.toString());
    assertEquals(before.id(), after.id());
    GraphAdaptation adaptation = ModelFolder.open(again.toString()).spec().adaptation();
    assertEquals(Activation.SIGMOID, adaptation.activation());
    assertEquals(Map.of("keep_prob", 0.5f), adaptation.feeds());
  }

  @Test
  void shouldNotWriteAmongOtherFiles() throws IOException {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.jpg"), new byte[] {1});
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> new ModelImport(file.toString(), TORCH).writeTo(photos.toString()));
    assertTrue(
        e.getMessage()
            .endsWith(
                "it is a folder of something else, which has 'a.jpg': name a new one for the"
                    + " model"),
        e.getMessage());
  }

  @Test
  void shouldRefusePixelsThatTheInputCannotHold() throws IOException {
    GraphDef bytes =
        GivenGraphs.placeholder(DataType.DT_UINT8, -1, SIDE, SIDE, 3)
            .cast(DataType.DT_UINT8, DataType.DT_FLOAT)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("bytes.pb"), bytes.toByteArray());
    ModelException e =
        assertThrows(ModelException.class, () -> importTo(file, ImportOptions.of("unit", "")));
    assertTrue(
        e.getMessage()
            .startsWith(
                "'"
                    + file
                    + "': \"mean\" and \"scale\" make pixels of 0.000 to 1.000, and node 'input' takes"
                    + " uint8"),
        e.getMessage());
    assertFalse(Files.exists(Path.of(folder())));
    importTo(file, ImportOptions.of("none", ""));
  }

  @Test
  void shouldSayThatPixelsMayBeScaledTwice() throws IOException {
    GraphDef scaling =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3)
            .scaled("Mul", 1 / 255f)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("scaling.pb"), scaling.toByteArray());
    ImportOptions unit = ImportOptions.of("unit", "");
    assertEquals(
        "unit, 0 to 1; the network may scale them once more: if it does, name none",
        importTo(file, unit).lines().get("pixels"));
    Path raw = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    assertEquals("unit, 0 to 1", importTo(raw, unit).lines().get("pixels"));
  }

  @Test
  void shouldNotHideAModelBehindAModelFolder() throws IOException {
    Path saved = Files.createDirectory(temp.resolve("saved"));
    Files.write(saved.resolve("saved_model.pb"), new byte[] {1});
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    for (Path taken : List.of(saved, checkpoint())) {
      OutputException e =
          assertThrows(
              OutputException.class,
              () -> new ModelImport(file.toString(), TORCH).writeTo(taken.toString()));
      assertEquals(
          "cannot write "
              + taken
              + ": it is a SavedModel or a checkpoint, which the model folder would hide; name"
              + " another folder",
          e.getMessage());
      assertFalse(Files.exists(taken.resolve(ModelFolder.GRAPH)));
    }
  }

  @Test
  void shouldReplaceNoModelThatWasNotImported() throws IOException {
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    Path own = Files.createDirectories(temp.resolve("own"));
    for (String name : List.of(LabelFiles.LABELS, ModelFolder.SPEC, ModelFolder.GRAPH)) {
      Path mine = Files.writeString(own.resolve(name), "{}");
      assertEquals(
          "cannot write "
              + own
              + ": its "
              + name
              + " is from elsewhere than an import, and would be lost: name another folder, or"
              + " delete this one first",
          refusal(file, own));
      assertEquals("{}", Files.readString(mine));
      Files.delete(mine);
    }
    Files.writeString(own.resolve("README"), "of another file nothing is lost");
    new ModelImport(file.toString(), TORCH).writeTo(own.toString());
    new ModelImport(file.toString(), TORCH).writeTo(own.toString());
    Files.writeString(own.resolve(LabelFiles.LABELS), "a\nb\nc\nd\ne\n");
    assertEquals(
        "cannot write "
            + own
            + ": its labels.txt was changed since it was imported, and would be lost: name another"
            + " folder, or delete this one first",
        refusal(file, own));
    assertEquals("a\nb\nc\nd\ne\n", Files.readString(own.resolve(LabelFiles.LABELS)));
  }

  private static String refusal(Path source, Path folder) {
    return assertThrows(
            OutputException.class,
            () -> new ModelImport(source.toString(), TORCH).writeTo(folder.toString()))
        .getMessage();
  }

  @Test
  void shouldReplaceWhatAKilledImportLeft() throws IOException {
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    ImportRecord.begin(folder());
    Files.writeString(Path.of(folder(), LabelFiles.LABELS), "half a fi");
    importTo(file, TORCH);
    assertEquals("class 4", LabelFiles.read(imported()).label(4).words());
    ImportRecord.requireOwn(folder());
  }

  @Test
  void shouldCountOneClass() {
    assertEquals("1 class", ImportReport.classes(1));
    assertEquals("1,000 classes", ImportReport.classes(1000));
  }

  @Test
  void shouldTakeNoneForPixelsThatAreNotNormalised() throws IOException {
    // A graph that resizes whole numbers by itself takes no fractions, and "none" makes none.
    GraphDef graph =
        GivenGraphs.placeholder(DataType.DT_UINT8, -1, -1, -1, 3)
            .resized("ResizeBilinear", DataType.DT_UINT8)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("bytes.pb"), graph.toByteArray());
    ImportReport report = importTo(file, ImportOptions.of("none", ""));
    assertEquals(
        "bilinear (TensorFlow 1's), unless another one is stated", report.lines().get("resize"));
  }

  @Test
  void shouldRefuseASignatureOfWhatHasNone() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    Path file = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    for (Path source : List.of(model, file)) {
      ModelException e =
          assertThrows(
              ModelException.class,
              () ->
                  SourceGraphs.read(
                      ImportSource.require(source.toString()), Optional.of("predict")));
      assertEquals(
          "'" + source + "' is no SavedModel, so that it has no signatures", e.getMessage());
    }
  }

  @Test
  void shouldTurnTheChannelsRoundForCaffe() throws IOException {
    GraphDef graph = network();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    importTo(file, options(Optional.empty(), Optional.of(PixelPreset.CAFFE), Optional.empty()));
    ModelSpec spec = imported().spec();
    assertEquals(List.of(123.68f, 116.779f, 103.939f), spec.channelMeans());
    float[] turned = pixels();
    for (int i = 0; i < turned.length; i += 3) {
      float red = turned[i];
      turned[i] = turned[i + 2];
      turned[i + 2] = red;
    }
    assertArrayEquals(
        scores(graph, "input", spec.output(), pixels()),
        scores(imported().readGraph().graph(), "input", spec.output(), turned));
  }

  @Test
  void shouldImportACheckpointByItsPrefixItsFilesAndItsFolder() throws IOException {
    Path checkpoint = checkpoint();
    for (String source : List.of("net", "net.index", "net.meta", "net.data-00000-of-00001", "")) {
      ImportReport report = importTo(checkpoint.resolve(source), TORCH);
      assertEquals("checkpoint", report.source(), source);
      assertEquals("scores", report.spec().output());
      assertEquals("mean", report.spec().bottleneck());
      assertArrayEquals(
          variableScores(), scores(imported().readGraph().graph(), "input", "scores"), 1e-6f);
    }
  }

  @Test
  void shouldInlineTheFunctionsOfACheckpointsGraph() throws IOException {
    FunctionDef twice =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("twice")
                    .setIsStateful(true)
                    .addInputArg(argument("factor", DataType.DT_RESOURCE))
                    .addInputArg(argument("x", DataType.DT_FLOAT))
                    .addOutputArg(argument("y", DataType.DT_FLOAT)))
            .addNodeDef(
                NodeDefs.node("read", "ReadVariableOp", "factor")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNodeDef(NodeDefs.floatNode("product", "Mul", "x", "read:value:0"))
            .putRet("y", "product:z:0")
            .build();
    AttrValue scalar =
        AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build();
    GraphDef plain = network();
    GraphDef calling =
        plain.toBuilder()
            .addNode(
                NodeDefs.node("factor", "VarHandleOp")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
                    .putAttr("shape", scalar)
                    .putAttr("shared_name", NodeDefs.string("factor")))
            .addNode(NodeDefs.constFloat("two", 2))
            .addNode(
                NodeDefs.node("assign", "AssignVariableOp", "factor", "two")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(
                NodeDefs.node("factor/Read", "ReadVariableOp", "factor")
                    .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(
                NodeDefs.node("call", "StatefulPartitionedCall", "factor", "logits")
                    .putAttr("Tin", types(DataType.DT_RESOURCE, DataType.DT_FLOAT))
                    .putAttr("Tout", types(DataType.DT_FLOAT))
                    .putAttr(
                        "f",
                        AttrValue.newBuilder()
                            .setFunc(NameAttrList.newBuilder().setName("twice"))
                            .build()))
            .setLibrary(FunctionDefLibrary.newBuilder().addFunction(twice))
            .build();
    Path checkpoint = Files.createDirectory(temp.resolve("calling"));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(calling);
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget("assign").run().close();
        saver.save(session, checkpoint.resolve("net").toString());
      }
    }
    importTo(
        checkpoint, options(Optional.of("call"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    String output = imported().spec().output();
    float[] expected = scores(plain, "input", "logits");
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= 2;
    }
    assertArrayEquals(expected, scores(imported().readGraph().graph(), "input", output), 1e-6f);
  }

  private static OpDef.ArgDef argument(String name, DataType dtype) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(dtype).build();
  }

  private static AttrValue types(DataType... dtypes) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(dtypes)))
        .build();
  }

  @Test
  void shouldImportASavedModelByItsSignature() throws IOException {
    Path checkpoint = checkpoint();
    Path model = Files.createDirectory(temp.resolve("saved"));
    Path variables = Files.createDirectory(model.resolve("variables"));
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(checkpoint.resolve("net" + end), variables.resolve("variables" + end));
    }
    MetaGraphDef.Builder meta =
        MetaGraph.read(checkpoint.resolve("net.meta").toString()).toBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve");
    meta.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("photo", TensorInfo.newBuilder().setName("input:0").build())
            .putOutputs("scores", TensorInfo.newBuilder().setName("scores:0").build())
            .putOutputs("features", TensorInfo.newBuilder().setName("mean:0").build())
            .build());
    Files.write(
        model.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    AmbiguousEndException e =
        assertThrows(AmbiguousEndException.class, () -> importTo(model, TORCH));
    assertTrue(e.getMessage().contains("'mean'"), e.getMessage());
    ImportReport report =
        importTo(
            model, options(Optional.of("scores"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    assertEquals("SavedModel, signature serving_default", report.source());
    assertEquals(List.of("mean"), report.others(), "and its node is kept");
    assertArrayEquals(
        variableScores(), scores(imported().readGraph().graph(), "input", "scores"), 1e-6f);
  }

  @Test
  void shouldKeepWhatAModelFolderSays() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    importTo(model, ImportOptions.NONE);
    for (String name : List.of(LabelFiles.NODES, LabelFiles.SYNSETS, ModelFolder.GRAPH)) {
      assertArrayEquals(
          Files.readAllBytes(model.resolve(name)), Files.readAllBytes(Path.of(folder(), name)));
    }
    assertFalse(Files.exists(Path.of(folder(), LabelFiles.LABELS)));
    assertEquals("softmax", imported().spec().output());
  }

  @Test
  void shouldRefuseAModelFolderWithAnotherGraph() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"sha256\": \"" + "0".repeat(64) + "\"}");
    ModelException e =
        assertThrows(ModelException.class, () -> importTo(model, ImportOptions.NONE));
    assertTrue(e.getMessage().contains("0".repeat(64)), e.getMessage());
  }

  @Test
  void shouldCountTheLabelsThatAreNamedFromTheFirstClass() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 3, 5);
    Files.writeString(model.resolve(ModelFolder.SPEC), "{\"labelOffset\": 1}");
    Path labels = Files.writeString(temp.resolve("names.txt"), "oak\nelm\nash\n");
    importTo(model, ImportOptions.of("", labels.toString()));
    assertEquals(0, imported().spec().labelOffset());
    assertEquals("elm", LabelFiles.read(imported()).label(1).words());
  }

  @Test
  void shouldRefuseABottleneckThatIsNotThere() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    ImportOptions pool = ImportOptions.builder().bottleneck("pool_4").build();
    ModelException e = assertThrows(ModelException.class, () -> importTo(model, pool));
    assertEquals("'" + model + "': the graph has no node 'pool_4'", e.getMessage());
  }

  @Test
  void shouldAddAnActivationAndFeedPlaceholders() throws IOException {
    GraphDef plain = network();
    String output = plain.getNode(plain.getNodeCount() - 1).getName();
    GraphDef graph =
        plain.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", output, "keep_prob"))
            .build();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> importTo(file, TORCH));
    assertTrue(e.getMessage().contains("placeholder 'keep_prob'"), e.getMessage());
    ImportReport report = importTo(file, feeding("keep_prob:0", 0.5f, Activation.SIGMOID));
    assertEquals("keep_prob=0.5", report.lines().get("feeds"));
    assertEquals("sigmoid, which is added to the graph", report.lines().get("activation"));
    GraphAdaptation adaptation = imported().spec().adaptation();
    assertEquals(Map.of("keep_prob", 0.5f), adaptation.feeds());
    float[] expected = scores(plain, "input", output);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (1 / (1 + Math.exp(-expected[i] / 2)));
    }
    assertArrayEquals(expected, scores(imported().readGraph().graph(), "input", "kept"), 1e-6f);
  }

  @Test
  void shouldNotMakeProbabilitiesOfProbabilities() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    ModelException e =
        assertThrows(
            ModelException.class, () -> importTo(model, feeding("x", 1, Activation.SOFTMAX)));
    assertTrue(e.getMessage().contains("'x'"), e.getMessage());
    ImportOptions softmax = ImportOptions.builder().activation(Activation.SOFTMAX).build();
    e = assertThrows(ModelException.class, () -> importTo(model, softmax));
    assertEquals(
        "'"
            + model
            + "': \"activation\" is \"softmax\", and the output 'softmax' gives probabilities"
            + " already (Softmax)",
        e.getMessage());
  }

  private static ImportOptions feeding(String node, float value, Activation activation) {
    return ImportOptions.builder()
        .pixels(PixelPreset.TORCH)
        .activation(activation)
        .feeds(Map.of(node, value))
        .build();
  }

  @Test
  void shouldFindTheNamesOfAFolderThatStatesNone() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("plain"));
    Files.write(folder.resolve(ModelFolder.GRAPH), network().toByteArray());
    Files.write(folder.resolve(LabelFiles.LABELS), List.of("a", "b", "c", "d", "e"));
    ImportReport report = importTo(folder, TORCH);
    assertEquals("frozen graph", report.source());
    assertEquals("input", imported().spec().input());
    assertEquals("e", LabelFiles.read(imported()).label(4).words());
    assertEquals(
        Optional.of(new ImportSource(ImportSource.Kind.GRAPH, folder + "/" + ModelFolder.GRAPH)),
        ImportSource.findForeign(folder.toString()));
    Path named =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("named")), 16, 9, 5);
    assertEquals(
        Optional.of(new ImportSource(ImportSource.Kind.MODEL_FOLDER, named.toString())),
        ImportSource.find(named.toString()));
    assertEquals(Optional.empty(), ImportSource.findForeign(named.toString()));
  }

  @Test
  void shouldTakeNamesThatBeginAsAnImportMakesThem() throws IOException {
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    importTo(
        file,
        options(Optional.of("import/out:0"), Optional.of(PixelPreset.UNIT), Optional.empty()));
    assertEquals("out", imported().spec().output());
  }

  @Test
  void shouldTakeTheLabelsThatLieBesideTheGraph() throws IOException {
    Path file = Files.write(temp.resolve("output_graph.pb"), network().toByteArray());
    Files.write(temp.resolve("output_labels.txt"), List.of("a", "b", "c", "d", "e"));
    ImportReport report = importTo(file, TORCH);
    assertEquals(temp.resolve("output_labels.txt").toString(), report.labels());
    assertEquals("e", LabelFiles.read(imported()).label(4).words());
    Files.delete(temp.resolve("output_labels.txt"));
    assertEquals("none found, so the classes have numbers", importTo(file, TORCH).labels());
    assertEquals("class 4", LabelFiles.read(imported()).label(4).words());
  }

  @Test
  void shouldRefuseLabelsOfAnotherNumber() throws IOException {
    Path file = Files.write(temp.resolve("frozen.pb"), network().toByteArray());
    Path labels = Files.write(temp.resolve("labels4.txt"), List.of("a", "b", "c", "d"));
    LabelFileException e =
        assertThrows(
            LabelFileException.class,
            () ->
                importTo(
                    file,
                    options(
                        Optional.empty(),
                        Optional.of(PixelPreset.UNIT),
                        Optional.of(labels.toString()))));
    assertTrue(
        e.getMessage().contains("it names 4 classes, and the network has 5"), e.getMessage());
  }

  @Test
  void shouldSayWhatIsNoModel() throws IOException {
    Path text = Files.writeString(temp.resolve("notes.txt"), "no graph");
    assertEquals(
        ModelException.Kind.UNUSABLE,
        assertThrows(ModelException.class, () -> importTo(text, TORCH)).kind());
    Path none = temp.resolve("none");
    ModelException missing = assertThrows(ModelException.class, () -> importTo(none, TORCH));
    assertEquals("there is no model '" + none + "'", missing.getMessage());
    Path empty = Files.createDirectory(temp.resolve("empty"));
    ModelException folder = assertThrows(ModelException.class, () -> importTo(empty, TORCH));
    assertEquals(ModelException.Kind.NOT_FOUND, folder.kind());
  }

  @Test
  void shouldRefuseAGraphThatReadsFiles() throws IOException {
    GraphDef graph =
        network().toBuilder()
            .addNode(NodeDefs.constBytes("name", ByteString.EMPTY))
            .addNode(NodeDefs.node("content", "ReadFile", "name"))
            .build();
    Path file = Files.write(temp.resolve("unsafe.pb"), graph.toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> importTo(file, TORCH));
    assertTrue(e.getMessage().contains("ReadFile"), e.getMessage());
  }

  /** {@code scores = mean(input) W + b} with variables, saved as {@code net}. */
  private Path checkpoint() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("checkpoint"));
    GraphDef.Builder nodes = GraphDef.newBuilder();
    nodes.addNode(
        network().getNodeList().stream()
            .filter(node -> node.getName().equals("input"))
            .findFirst()
            .orElseThrow());
    nodes.addNode(NodeDefs.constInts("axes", List.of(2), 1, 2));
    nodes.addNode(
        NodeDefs.floatNode("mean", "Mean", "input", "axes")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    nodes.addAllNode(variable("W", 3, 2));
    nodes.addAllNode(variable("b", 2));
    nodes.addNode(NodeDefs.floatNode("product", "MatMul", "mean", "W/read"));
    nodes.addNode(NodeDefs.floatNode("scores", "Add", "product", "b/read"));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(nodes.build());
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget("W/Assign").addTarget("b/Assign").run().close();
        saver.save(session, folder.resolve("net").toString());
      }
    }
    return folder;
  }

  private static List<NodeDef> variable(String name, Integer... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    List.of(sizes).forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    int count = List.of(sizes).stream().reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = i + 1);
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(
        NodeDefs.node(name, "VariableV2")
            .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
            .build());
    nodes.add(NodeDefs.constFloats(name + "/value", List.of(sizes), values));
    nodes.add(NodeDefs.floatNode(name + "/Assign", "Assign", name, name + "/value").build());
    nodes.add(NodeDefs.floatNode(name + "/read", "Identity", name).build());
    return nodes;
  }

  /** What {@link #checkpoint} answers: its W is [[1, 2], [3, 4], [5, 6]], its b [1, 2]. */
  private static float[] variableScores() {
    double[] means = new double[3];
    float[] pixels = pixels();
    for (int i = 0; i < pixels.length; i++) {
      means[i % 3] += pixels[i] / (SIDE * SIDE);
    }
    return new float[] {
      (float) (means[0] + 3 * means[1] + 5 * means[2] + 1),
      (float) (2 * means[0] + 4 * means[1] + 6 * means[2] + 2)
    };
  }

  private static float[] pixels() {
    return ImageRun.pixels(1, SIDE);
  }

  private static float[] scores(GraphDef graph, String input, String output) {
    return scores(graph, input, output, pixels());
  }

  private static float[] scores(GraphDef graph, String input, String output, float[] pixels) {
    return ImageRun.of(graph, input, pixels, SIDE, output);
  }
}
