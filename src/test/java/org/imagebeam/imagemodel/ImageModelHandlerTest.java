package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.util.SerializableUtils;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ImageModelHandlerTest {
  private static final int SIZE = 16;
  private static final int CLASSES = 7;

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, CLASSES, 5);
  }

  @Test
  void shouldAnswerABatchAsTheGraphAnswersEachImage() throws Exception {
    List<byte[]> files =
        List.of(
            Images.jpeg(40, 30, 1),
            Images.png(16, 16, 2),
            Images.grayJpeg(9, 50, 3),
            Images.gif(30, 30, 4));
    try (LoadedModel<Metadata, float[], float[]> model = handler("softmax").load();
        LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(SIZE, CLASSES, 5))) {
      List<float[]> batch = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        batch.add(model.prepare(write("picture" + i, files.get(i))));
      }
      List<float[]> answers = model.run(batch);
      assertEquals(files.size(), answers.size());
      for (int i = 0; i < files.size(); i++) {
        assertArrayEquals(graph.scores(files.get(i)), answers.get(i), 1e-5f);
        assertArrayEquals(answers.get(i), model.run(List.of(batch.get(i))).get(0), 1e-6f);
      }
      assertEquals(Files.size(folder.resolve(ModelFolder.GRAPH)), model.byteSize());
    }
  }

  @Test
  void shouldNormalisePixelsForAGraphThatIsFedBehindItsOwn() throws Exception {
    byte[] file = Images.png(40, 30, 1);
    Files.writeString(
        folder.resolve(ModelFolder.SPEC),
        "{\"input\": \"Mul\", \"size\": [16, 16], \"mean\": 128, \"scale\": 0.0078125}");
    try (LoadedModel<Metadata, float[], float[]> model = handler("softmax").load();
        LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(SIZE, CLASSES, 5))) {
      float[] pixels = model.prepare(write("picture", file));
      assertArrayEquals(graph.run(file, "Mul").values(), pixels, 1e-5f);
      assertArrayEquals(graph.scores(file), model.run(List.of(pixels)).get(0), 1e-5f);
    }
  }

  @Test
  void shouldFailAVanishedFileAtTheReadStage() throws Exception {
    try (LoadedModel<Metadata, float[], float[]> model = handler("softmax").load()) {
      Metadata file = write("gone.png", Images.png(8, 8, 1));
      Files.delete(temp.resolve("gone.png"));
      StageException e = assertThrows(StageException.class, () -> model.prepare(file));
      assertEquals(ImageStages.READ, e.stage());
      assertTrue(e.getMessage().contains("gone.png"), e.getMessage());
    }
  }

  @Test
  void shouldFailABrokenImageAtTheDecodeStage() throws Exception {
    try (LoadedModel<Metadata, float[], float[]> model = handler("softmax").load()) {
      Metadata text = write("text.jpg", new byte[] {'h', 'i'});
      StageException e = assertThrows(StageException.class, () -> model.prepare(text));
      assertEquals(ImageStages.DECODE, e.stage());
      assertTrue(e.getMessage().contains("the file is text"), e.getMessage());
      Metadata empty = write("empty.jpg", new byte[0]);
      e = assertThrows(StageException.class, () -> model.prepare(empty));
      assertEquals(ImageStages.DECODE, e.stage());
      assertEquals("the file is empty", e.getMessage());
    }
  }

  @Test
  void shouldFailAFileOverTheLimitWithoutReadingIt() throws Exception {
    ImageLimits limits = new ImageLimits(100, ImageLimits.DEFAULT_MAX_PIXELS);
    try (LoadedModel<Metadata, float[], float[]> model =
        handler(modelId(), settings("softmax").withLimits(limits)).load()) {
      Metadata file = write("large.png", new byte[101]);
      Files.delete(temp.resolve("large.png"));
      StageException e = assertThrows(StageException.class, () -> model.prepare(file));
      assertEquals(ImageStages.DECODE, e.stage());
      assertEquals("the file has 101 bytes, more than maxImageBytes=100", e.getMessage());
    }
  }

  @Test
  void shouldRefuseAModelThatIsAnotherByNow() {
    ModelException e =
        assertThrows(
            ModelException.class, () -> handler("0123456789ab", settings("softmax")).load());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().contains("is model " + modelId() + " here"), e.getMessage());
    assertTrue(e.getMessage().contains("was 0123456789ab"), e.getMessage());
  }

  @Test
  void shouldRefuseAMissingModel() {
    String id = modelId();
    ImageModelHandler<float[]> handler =
        new ImageModelHandler<>(
            ModelRef.of(temp.resolve("none").toString()), id, settings("softmax"));
    ModelException e = assertThrows(ModelException.class, handler::load);
    assertEquals(ModelException.Kind.NOT_FOUND, e.kind());
  }

  @Test
  void shouldNameTheFileAndTheNodeThatIsMissing() throws IOException {
    ModelException e = assertThrows(ModelException.class, () -> handler("softmaxx").load());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().startsWith(folder.resolve(ModelFolder.GRAPH) + ": "), e.getMessage());
    assertTrue(e.getMessage().contains("no node 'softmaxx'"), e.getMessage());
    Files.writeString(folder.resolve(ModelFolder.SPEC), "{\"input\": \"elsewhere\"}");
    e = assertThrows(ModelException.class, () -> handler("softmax").load());
    assertTrue(e.getMessage().contains("no node 'elsewhere'"), e.getMessage());
  }

  @Test
  void shouldNameTheFileOfAGraphThatTensorFlowRefuses() throws IOException {
    GraphDef graph = TinyGraphs.imageNet(SIZE, CLASSES, 5);
    GraphDef strange =
        graph.toBuilder().addNode(NodeDefs.node("strange", "NoSuchOp", "softmax")).build();
    Files.write(folder.resolve(ModelFolder.GRAPH), strange.toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> handler("strange", true).load());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(
        e.getMessage().startsWith(folder.resolve(ModelFolder.GRAPH) + " is refused by TensorFlow"),
        e.getMessage());
    stateAnotherGraph();
    e = assertThrows(ModelException.class, () -> handler("strange").load());
    assertTrue(e.getMessage().endsWith("the graph is damaged, or is another one"), e.getMessage());
  }

  @Test
  void shouldNotRunAGraphThatIsAnotherThanIsStated() throws IOException {
    handler("softmax").load().close();
    stateAnotherGraph();
    ModelException e = assertThrows(ModelException.class, () -> handler("softmax").load());
    assertTrue(e.getMessage().endsWith("the graph is damaged, or is another one"), e.getMessage());
  }

  private void stateAnotherGraph() throws IOException {
    Files.writeString(
        folder.resolve(ModelFolder.SPEC),
        "{\"input\": \"DecodeJpeg/contents\", \"sha256\": \"" + "0".repeat(64) + "\"}");
  }

  @Test
  void shouldNameTheFileOfAGraphWithDamagedWeights() throws IOException {
    GraphDef.Builder graph = TinyGraphs.imageNet(SIZE, CLASSES, 5).toBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("conv/weights")) {
        NodeDef one = NodeDefs.constFloats("conv/weights", List.of(1, 1, 1, 1), 1);
        node.putAttr("value", withContentOf(node.getAttrOrThrow("value"), one));
      } else if (node.getName().equals("conv/BiasAdd")) {
        node.setOp("Add");
      }
    }
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.build().toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> handler("softmax").load());
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertEquals(
        folder.resolve(ModelFolder.GRAPH)
            + " is damaged: node 'conv/weights' (Const) does not hold the values that its shape"
            + " promises",
        e.getMessage());
    stateAnotherGraph();
    e = assertThrows(ModelException.class, () -> handler("softmax").load());
    assertTrue(e.getMessage().endsWith("the graph is damaged, or is another one"), e.getMessage());
  }

  private static AttrValue withContentOf(AttrValue value, NodeDef other) {
    AttrValue.Builder changed = value.toBuilder();
    changed
        .getTensorBuilder()
        .setTensorContent(other.getAttrOrThrow("value").getTensor().getTensorContent());
    return changed.build();
  }

  @Test
  void shouldTellModelsApartByAllThatChangesAnAnswer() throws IOException {
    ImageModelSettings<float[]> settings = settings("softmax");
    List<ImageModelHandler<float[]>> handlers =
        List.of(
            handler("softmax"),
            handler("pool_3"),
            handler("0123456789ab", settings),
            handler(modelId(), settings.withLimits(new ImageLimits(100, 100))),
            handler(modelId(), settings.withExif(ExifMode.IGNORE)),
            handler(modelId(), settings.withDecode(DecodeMode.FAST)),
            handler(modelId(), settings.withSession(new SessionOptions(1, Precision.BFLOAT16))),
            handler(modelId(), settings.withAnswer(new NoVector())),
            new ImageModelHandler<>(
                ModelRef.of(temp.resolve("other").toString()), modelId(), settings));
    assertEquals(
        handlers.size(),
        handlers.stream().map(ImageModelHandler::modelId).distinct().count(),
        () -> handlers.stream().map(ImageModelHandler::modelId).toList().toString());
    assertEquals(handler("softmax").modelId(), handler("softmax").modelId());
  }

  private static final class NoVector implements VectorFunction<float[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public float[] apply(float[] vector) {
      return new float[0];
    }

    @Override
    public String id() {
      return "none";
    }
  }

  @Test
  void shouldTravelToWorkers() {
    ImageModelHandler<float[]> handler = handler("softmax");
    assertEquals(handler.modelId(), SerializableUtils.clone(handler).modelId());
  }

  private ImageModelHandler<float[]> handler(String outputNode) {
    return handler(modelId(), settings(outputNode));
  }

  private ImageModelHandler<float[]> handler(String outputNode, boolean allowUnsafeModel) {
    return new ImageModelHandler<>(
        ModelRef.of(folder.toString()).withAllowUnsafeModel(allowUnsafeModel),
        modelId(),
        settings(outputNode));
  }

  private ImageModelHandler<float[]> handler(String modelId, ImageModelSettings<float[]> settings) {
    return new ImageModelHandler<>(ModelRef.of(folder.toString()), modelId, settings);
  }

  private static ImageModelSettings<float[]> settings(String outputNode) {
    return ImageModelSettings.of(outputNode, new WholeVector());
  }

  private String modelId() {
    return ModelFolder.open(folder.toString()).readGraph().id();
  }

  private Metadata write(String name, byte[] content) throws IOException {
    Path path = Files.write(temp.resolve(name), content);
    return Storage.stat(path.toString()).orElseThrow();
  }
}
