package org.imagebeam.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelcheck.CheckedImage.Outcome;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.ImportSource;
import org.imagebeam.modelimport.ModelImport;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.RecordedPhases;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class ModelCheckTest {
  private static final int SIDE = GivenGraphs.SIDE;

  @TempDir private Path temp;
  private Path images;

  @BeforeEach
  void writeImages() throws IOException {
    images = Files.createDirectory(temp.resolve("images"));
    Files.write(images.resolve("a.jpg"), Images.jpeg(40, 30, 1));
    Files.write(images.resolve("b.jpg"), Images.orientedJpeg(30, 40, 6, 2));
    Files.write(images.resolve("c.png"), Images.png(12, 12, 3));
  }

  private static GivenGraphs pixels() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3);
  }

  private static ImportOptions options(PixelPreset pixels) {
    return ImportOptions.builder().pixels(pixels).build();
  }

  private Path write(GraphDef graph) throws IOException {
    return Files.write(temp.resolve("net.pb"), graph.toByteArray());
  }

  private ModelFolder imported(Path source, ImportOptions options) throws IOException {
    String folder = temp.resolve("imported").toString();
    new ModelImport(source.toString(), options).writeTo(folder);
    return ModelFolder.open(folder);
  }

  private CheckReport check(Path source, ModelFolder folder) throws IOException {
    return new ModelCheck(
            ImportSource.find(source.toString()).orElseThrow(),
            Optional.empty(),
            folder,
            temp.resolve("cache"))
        .run(images.toString());
  }

  @Test
  void shouldTellHowFarItIs() throws IOException {
    Files.writeString(images.resolve("d.jpg"), "garbage");
    Path source = write(pixels().network().graph());
    ModelFolder folder = imported(source, options(PixelPreset.INCEPTION));
    RecordedPhases phases = new RecordedPhases();
    new ModelCheck(
            ImportSource.find(source.toString()).orElseThrow(),
            Optional.empty(),
            folder,
            temp.resolve("cache"))
        .run(images.toString(), phases);
    assertEquals(List.of("checking 4 of 4 images, 1 failed"), phases.seen());
    assertEquals(1, phases.endings());
  }

  private void assertAgrees(Path source, ImportOptions options) throws IOException {
    CheckReport report = check(source, imported(source, options));
    assertEquals(
        List.of(Outcome.SAME, Outcome.SAME, Outcome.SAME),
        report.images().stream().map(CheckedImage::outcome).toList(),
        report.images()::toString);
    assertTrue(report.agrees());
    assertTrue(
        report
            .summary()
            .startsWith(
                "3 of 3 images agree with the original (the same five best classes, scores within"
                    + " 1e-04); the largest difference is "),
        report.summary());
  }

  @ParameterizedTest
  @EnumSource(PixelPreset.class)
  void shouldFeedTheOriginalAsItWasTrained(PixelPreset preset) throws IOException {
    assertAgrees(write(pixels().network().graph()), options(preset));
  }

  @Test
  void shouldFeedFilesToAGraphThatDecodesThem() throws IOException {
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    assertAgrees(model, ImportOptions.NONE);
  }

  @Test
  void shouldFeedImagesOfAnySizeToAGraphThatResizesThem() throws IOException {
    GraphDef resizing =
        GivenGraphs.placeholder(DataType.DT_UINT8, -1, -1, 3)
            .cast(DataType.DT_UINT8, DataType.DT_FLOAT)
            .expanded()
            .resized("ResizeBilinear", DataType.DT_FLOAT, "half_pixel_centers")
            .scaled("Mul", 1 / 255f)
            .network()
            .graph();
    assertAgrees(write(resizing), ImportOptions.NONE);
  }

  @Test
  void shouldFeedPlaceholdersAndAddTheActivation() throws IOException {
    GraphDef plain = pixels().network().graph();
    GraphDef graph =
        plain.toBuilder()
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", "logits", "keep_prob"))
            .build();
    for (Activation activation : Activation.values()) {
      assertAgrees(
          write(graph),
          ImportOptions.builder()
              .output("kept")
              .pixels(PixelPreset.UNIT)
              .activation(activation)
              .feeds(Map.of("keep_prob", 0.5f))
              .build());
    }
  }

  @Test
  void shouldRestoreACheckpointAndLoadASavedModel() throws IOException {
    Path checkpoint = Files.createDirectory(temp.resolve("checkpoint"));
    GraphDef.Builder nodes = pixels().network().graph().toBuilder();
    nodes.addNode(NodeDefs.constFloat("start", 3));
    nodes.addNode(
        NodeDefs.node("factor", "VariableV2")
            .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr(
                "shape",
                AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build()));
    nodes.addNode(NodeDefs.floatNode("factor/Assign", "Assign", "factor", "start"));
    nodes.addNode(NodeDefs.floatNode("scaled", "Mul", "logits", "factor"));
    nodes.addNode(NodeDefs.floatNode("probabilities", "Softmax", "scaled"));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(nodes.build());
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget("factor/Assign").run().close();
        saver.save(session, checkpoint.resolve("net").toString());
      }
    }
    MetaGraphDef.Builder meta =
        MetaGraph.read(checkpoint.resolve("net.meta").toString()).toBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve");
    meta.putSignatureDef(
        "serving_default",
        SignatureDef.newBuilder()
            .putInputs("photo", tensor("input:0"))
            .putOutputs("scores", tensor("probabilities:0"))
            .build());
    Path saved = Files.createDirectories(temp.resolve("saved/variables")).getParent();
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(checkpoint.resolve("net" + end), saved.resolve("variables/variables" + end));
    }
    Files.write(
        saved.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    assertAgrees(saved, options(PixelPreset.CAFFE));
    ImportOptions probabilities =
        ImportOptions.builder().output("probabilities").pixels(PixelPreset.CAFFE).build();
    assertAgrees(checkpoint, probabilities);
  }

  private static TensorInfo tensor(String name) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
        .build();
  }

  @Test
  void shouldTellAModelThatAnswersOtherwise() throws IOException {
    Path other =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("other")), 16, 9, 6);
    Path model =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    Files.writeString(images.resolve("d.jpg"), "no image");
    CheckReport report = check(other, imported(model, ImportOptions.NONE));
    assertEquals(
        List.of(Outcome.DIFFERENT, Outcome.DIFFERENT, Outcome.DIFFERENT, Outcome.FAILED),
        report.images().stream().map(CheckedImage::outcome).toList());
    assertFalse(report.agrees());
    assertTrue(report.summary().startsWith("0 of 3 images agree"), report.summary());
    assertTrue(report.summary().endsWith("; 1 image could not be compared"), report.summary());
    assertTrue(
        report.images().get(0).toString().contains("; the original's scores differ by up to 0."),
        report.images().get(0)::toString);
  }

  @Test
  void shouldCompareTheHeads() throws IOException {
    Path source = write(TwoHeads.graph());
    ImportOptions options =
        ImportOptions.builder()
            .pixels(PixelPreset.UNIT)
            .output("out")
            .heads(Map.of("colour", "colour"))
            .build();
    CheckReport report = check(source, imported(source, options));
    assertTrue(report.agrees(), report.summary());
    String text = report.images().get(0).text();
    assertTrue(text.matches("class .*; colour: class \\d [0-9.]+, class \\d [0-9.]+"), text);
    // The same source with another head: only that differs.
    GraphDef.Builder other = GraphDef.newBuilder();
    for (NodeDef node : TwoHeads.graph().getNodeList()) {
      other.addNode(
          node.getName().equals("colour") ? node.toBuilder().setOp("Sigmoid").build() : node);
    }
    write(other.build());
    report = check(source, ModelFolder.open(temp.resolve("imported").toString()));
    assertFalse(report.agrees());
    assertEquals(
        List.of(Outcome.DIFFERENT, Outcome.DIFFERENT, Outcome.DIFFERENT),
        report.images().stream().map(CheckedImage::outcome).toList());
  }

  @Test
  void shouldCompareTheProbabilitiesOfAHead() throws IOException {
    Path source = write(TwoHeads.graph());
    ImportOptions options =
        ImportOptions.builder()
            .pixels(PixelPreset.UNIT)
            .output("out")
            .heads(Map.of("colour", "colour/logits"))
            .headActivations(Map.of("colour", Activation.SIGMOID))
            .build();
    CheckReport report = check(source, imported(source, options));
    assertTrue(report.agrees(), report.summary());
  }

  @Test
  void shouldSayThatNothingCouldBeCompared() throws IOException {
    Path source = write(pixels().network().graph());
    ModelFolder folder = imported(source, options(PixelPreset.UNIT));
    for (String name : List.of("a.jpg", "b.jpg", "c.png")) {
      Files.writeString(images.resolve(name), "no image");
    }
    CheckReport report = check(source, folder);
    assertFalse(report.agrees());
    assertTrue(report.summary().startsWith("no image could be compared: "), report.summary());
    for (String name : List.of("a.jpg", "b.jpg", "c.png")) {
      Files.delete(images.resolve(name));
    }
    assertThrows(InputException.class, () -> check(source, folder));
  }

  @Test
  void shouldTakeTheFirstHundred() throws IOException {
    Path source = write(pixels().network().graph());
    for (int i = 0; i < 100; i++) {
      Files.write(images.resolve("n" + i + ".png"), Images.png(3, 3, i));
    }
    CheckReport report = check(source, imported(source, options(PixelPreset.UNIT)));
    assertEquals(100, report.images().size());
    assertTrue(
        report.summary().endsWith("; of 103 images the first 100 were taken"), report.summary());
  }
}
