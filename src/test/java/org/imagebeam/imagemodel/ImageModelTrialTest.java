package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What is loaded answers as the graph does, whatever a rewrite or a batch would make of it. */
class ImageModelTrialTest {
  private static final int SIZE = 16;
  private static final int CLASSES = 7;
  private static final GraphDef GRAPH = TinyGraphs.imageNet(SIZE, CLASSES, 5);

  /** Where oneDNN is off, TensorFlow doesn't run what is fused. */
  private static final List<GraphRewrite> UNFUSED =
      GraphRewrite.choose(rewrite -> !GraphRewrite.FUSING.contains(rewrite));

  @TempDir private Path temp;
  private Path folder;
  private byte[] first;
  private byte[] second;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, CLASSES, 5);
    first = Images.jpeg(40, 30, 1);
    second = Images.png(16, 16, 2);
  }

  /** Makes rewrites that are right but for what {@code damage} does behind some of them. */
  private static List<GraphRewrite> broken(
      List<GraphRewrite> rewrites, Set<GraphRewrite> broken, UnaryOperator<GraphDef> damage) {
    return rewrites.stream()
        .map(rewrite -> broken.contains(rewrite) ? behind(rewrite, damage) : rewrite)
        .toList();
  }

  private static GraphRewrite behind(GraphRewrite rewrite, UnaryOperator<GraphDef> damage) {
    return new GraphRewrite(
        rewrite.name(),
        rewrite.description(),
        (graph, outputs) -> damage.apply(rewrite.rewriting().apply(graph, outputs)));
  }

  /** Makes rewrites that add their names to a list as they are applied. */
  private static List<GraphRewrite> noted(List<GraphRewrite> rewrites, List<String> applied) {
    return rewrites.stream()
        .map(
            rewrite ->
                behind(
                    rewrite,
                    graph -> {
                      applied.add(rewrite.name());
                      return graph;
                    }))
        .toList();
  }

  private static List<String> names(List<GraphRewrite> rewrites) {
    return rewrites.stream().map(GraphRewrite::name).toList();
  }

  /** Doubles the values of the last layer's constants, so every answer is another. */
  private static GraphDef doubled(GraphDef graph) {
    GraphDef.Builder damaged = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      damaged.addNode(
          node.getName().equals("softmax")
              ? node.toBuilder().setInput(0, "doubled").build()
              : node);
      if (node.getName().equals("softmax")) {
        damaged.addNode(NodeDefs.floatNode("doubled", "AddV2", node.getInput(0), node.getInput(0)));
      }
    }
    return damaged.build();
  }

  /** Puts an op there that TensorFlow takes and can't run: channels that don't fit. */
  private static GraphDef stopped(GraphDef graph) {
    GraphDef.Builder damaged = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      damaged.addNode(
          node.getName().equals("softmax")
              ? node.toBuilder().setInput(0, "stopped").build()
              : node);
      if (node.getName().equals("softmax")) {
        damaged.addNode(NodeDefs.constInts("stopped/shape", List.of(2), 3, 5));
        damaged.addNode(
            NodeDefs.floatNode("stopped", "Reshape", node.getInput(0), "stopped/shape")
                .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
      }
    }
    return damaged.build();
  }

  private ImageModel<float[]> load(List<GraphRewrite> rewrites) {
    return load(rewrites, InferenceSettings.DEFAULT);
  }

  private ImageModel<float[]> load(List<GraphRewrite> rewrites, InferenceSettings settings) {
    return ImageModelLoader.load(
        ModelFolder.open(folder.toString()).openGraph(),
        "softmax",
        settings,
        new WholeVector(),
        new TrialLog(temp.resolve("cache")),
        rewrites);
  }

  private Metadata file(String name, byte[] content) throws IOException {
    Path file = Files.write(temp.resolve(name), content);
    return Storage.stat(file.toString()).orElseThrow();
  }

  /** Asserts that two images, alone and together, get the answers that the graph gives each. */
  private void assertAnswersAsTheGraph(ImageModel<float[]> model, GraphDef graph) throws Exception {
    float[] one = model.prepare(file("first", first));
    float[] other = model.prepare(file("second", second));
    try (LoadedGraph given = new LoadedGraph(graph)) {
      assertArrayEquals(given.scores(first), model.run(List.of(one)).get(0), 1e-5f);
      assertArrayEquals(given.scores(second), model.run(List.of(other)).get(0), 1e-5f);
      if (model.largestBatch() > 1) {
        List<float[]> both = model.run(List.of(one, other));
        assertArrayEquals(given.scores(first), both.get(0), 1e-5f);
        assertArrayEquals(given.scores(second), both.get(1), 1e-5f);
      }
    }
  }

  /** The file of the only trial. */
  private Path trial() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("cache/trials"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  private JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(trial().toFile()).get("outcome");
  }

  /** Changes what came out of the only trial. */
  private void setOutcome(String outcome) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode entry = (ObjectNode) mapper.readTree(trial().toFile());
    entry.set("outcome", mapper.readTree(outcome));
    mapper.writeValue(trial().toFile(), entry);
  }

  @Test
  void shouldFindNothingWrongWithSoundRewrites() throws Exception {
    List<String> applied = new ArrayList<>();
    try (ImageModel<float[]> model = load(noted(UNFUSED, applied))) {
      assertAnswersAsTheGraph(model, GRAPH);
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
    }
    assertEquals(names(UNFUSED), applied);
    assertEquals(
        "{\"without\":[],\"asGiven\":false,\"alone\":false,\"warnings\":[]}", outcome().toString());
  }

  static List<GraphRewrite> all() {
    return GraphRewrite.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldLeaveOutARewriteThatChangesAnswers(GraphRewrite rewrite) throws Exception {
    List<GraphRewrite> rewrites =
        GraphRewrite.choose(step -> UNFUSED.contains(step) || step.equals(rewrite));
    try (ImageModel<float[]> model =
        load(broken(rewrites, Set.of(rewrite), ImageModelTrialTest::doubled))) {
      assertAnswersAsTheGraph(model, GRAPH);
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
    }
    assertEquals("[\"" + rewrite.name() + "\"]", outcome().get("without").toString());
    assertEquals(1, outcome().get("warnings").size());
    String warning = outcome().get("warnings").get(0).asText();
    assertTrue(
        warning.startsWith("the model runs without a rewrite that would make it faster ("),
        warning);
    assertTrue(warning.contains(rewrite.description()), warning);
  }

  @Test
  void shouldLeaveOutARewriteThatTensorFlowDoesNotRun() throws Exception {
    try (ImageModel<float[]> model =
        load(broken(UNFUSED, Set.of(GraphRewrite.WINOGRAD), ImageModelTrialTest::stopped))) {
      assertAnswersAsTheGraph(model, GRAPH);
    }
    assertEquals("[\"WINOGRAD\"]", outcome().get("without").toString());
    assertEquals(
        "[\"the model runs without a rewrite that would make it faster (convolutions by Winograd):"
            + " it keeps TensorFlow from running it\"]",
        outcome().get("warnings").toString());
  }

  @Test
  void shouldLeaveOutARewriteThatThrows() throws Exception {
    UnaryOperator<GraphDef> throwing =
        graph -> {
          throw new IllegalStateException("no such layer");
        };
    try (ImageModel<float[]> model =
        load(broken(UNFUSED, Set.of(GraphRewrite.BATCH_NORMS_FOLDED), throwing))) {
      assertAnswersAsTheGraph(model, GRAPH);
    }
    assertEquals("[\"BATCH_NORMS_FOLDED\"]", outcome().get("without").toString());
  }

  @Test
  void shouldLeaveAllRewritesOutWhereSeveralAreAtFault() throws Exception {
    Set<GraphRewrite> two = Set.of(GraphRewrite.CHECKS_DROPPED, GraphRewrite.AVERAGE_POOLS_MOVED);
    UnaryOperator<GraphDef> once =
        graph ->
            graph.getNodeList().stream().anyMatch(node -> node.getName().equals("doubled"))
                ? graph
                : doubled(graph);
    try (ImageModel<float[]> model = load(broken(UNFUSED, two, once))) {
      assertAnswersAsTheGraph(model, GRAPH);
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
    }
    assertEquals(UNFUSED.size(), outcome().get("without").size());
    String warning = outcome().get("warnings").get(0).asText();
    assertTrue(warning.contains("together they change its answers by up to 0."), warning);
  }

  @Test
  void shouldRunTheGraphAsGivenWhereATrialSaidSo() throws Exception {
    load(UNFUSED).close();
    setOutcome("{\"without\":[],\"asGiven\":true,\"alone\":true,\"warnings\":[]}");
    List<String> applied = new ArrayList<>();
    try (ImageModel<float[]> model = load(noted(UNFUSED, applied))) {
      assertAnswersAsTheGraph(model, GRAPH);
      assertEquals(1, model.largestBatch());
    }
  }

  @Test
  void shouldTryANetworkOnce() throws Exception {
    Set<GraphRewrite> broken = Set.of(GraphRewrite.WINOGRAD);
    List<GraphRewrite> rewrites = broken(UNFUSED, broken, ImageModelTrialTest::doubled);
    load(rewrites).close();
    List<String> applied = new ArrayList<>();
    try (ImageModel<float[]> model = load(noted(rewrites, applied))) {
      assertAnswersAsTheGraph(model, GRAPH);
    }
    List<String> expected = new ArrayList<>(names(UNFUSED));
    UNFUSED.stream()
        .filter(rewrite -> !broken.contains(rewrite))
        .map(GraphRewrite::name)
        .forEach(expected::add);
    assertEquals(expected, applied);
  }

  @Test
  void shouldTryAgainWhereAnotherVersionLeftOutARewriteThatIsUnknown() throws Exception {
    load(UNFUSED).close();
    JsonNode sound = outcome();
    setOutcome("{\"without\":[\"GONE\"],\"asGiven\":true,\"alone\":true,\"warnings\":[]}");
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
    }
    assertEquals(sound, outcome());
  }

  /** Divides by the sum over all scores of the batch instead of by that of each image. */
  private static GraphDef softmaxOverAll() {
    return softmaxOverAll(GRAPH);
  }

  private static GraphDef softmaxOverAll(GraphDef of) {
    GraphDef.Builder graph = of.toBuilder().clearNode();
    for (NodeDef node : of.getNodeList()) {
      if (!node.getName().equals("softmax")) {
        graph.addNode(node);
        continue;
      }
      graph.addNode(NodeDefs.floatNode("exp", "Exp", node.getInput(0)));
      graph.addNode(NodeDefs.constInts("axes", List.of(2), 0, 1));
      graph.addNode(
          NodeDefs.floatNode("sum", "Sum", "exp", "axes")
              .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
      graph.addNode(NodeDefs.floatNode("softmax", "RealDiv", "exp", "sum"));
    }
    return graph.build();
  }

  /** Changes the answers by an op that isn't followed. */
  private static GraphDef softmaxOverAllInACircle() {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : softmaxOverAll().getNodeList()) {
      graph.addNode(
          node.getName().equals("exp") ? node.toBuilder().setInput(0, "wrapped").build() : node);
      if (node.getName().equals("exp")) {
        graph.addNode(
            NodeDefs.node("wrapped", "DebugGradientIdentity", node.getInput(0))
                .putAttr("T", NodeDefs.type(DataType.DT_FLOAT)));
      }
    }
    return graph.build();
  }

  private void write(GraphDef graph) throws IOException {
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.toByteArray());
  }

  @Test
  void shouldRunImagesAloneThatAFollowedBatchMixes() throws Exception {
    write(softmaxOverAll());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, softmaxOverAll());
    }
    assertEquals(
        "[\"the model answers an image by what else is in its batch (node 'sum'), so images go"
            + " through it one at a time\"]",
        outcome().get("warnings").toString());
  }

  @Test
  void shouldRunImagesAloneOfWhoseBatchNothingCanBeTold() throws Exception {
    write(softmaxOverAllInACircle());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, softmaxOverAllInACircle());
    }
    assertEquals(
        "[\"whether the model answers an image by what else is in its batch can't be told from its"
            + " graph (node 'wrapped'), so images go through it one at a time\"]",
        outcome().get("warnings").toString());
  }

  /** As Keras writes a Dense layer over places: it transposes to an order that is put together. */
  private static GraphDef transposedInAComputedOrder() {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : GRAPH.getNodeList()) {
      boolean last = node.getName().equals("softmax");
      graph.addNode(last ? node.toBuilder().setInput(0, "turned").build() : node);
      if (last) {
        graph.addNode(NodeDefs.constInts("free", List.of(1), 0));
        graph.addNode(NodeDefs.constInts("axes", List.of(1), 1));
        graph.addNode(NodeDefs.constInt("along", 0));
        graph.addNode(
            NodeDefs.node("order", "ConcatV2", "free", "axes", "along")
                .putAttr("N", NodeDefs.integer(2))
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
        graph.addNode(
            NodeDefs.floatNode("turned", "Transpose", node.getInput(0), "order")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
      }
    }
    return graph.build();
  }

  @Test
  void shouldFollowABatchThroughWhatIsComputedFromConstants() throws Exception {
    write(transposedInAComputedOrder());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
      assertAnswersAsTheGraph(model, transposedInAComputedOrder());
    }
    assertEquals("[]", outcome().get("warnings").toString());
  }

  @Test
  void shouldRunImagesAloneThatARewriteMixes() throws Exception {
    UnaryOperator<GraphDef> mixing =
        graph ->
            graph.getNodeList().stream().anyMatch(n -> n.getName().equals("exp"))
                ? graph
                : softmaxOverAll(graph);
    try (ImageModel<float[]> model =
        load(broken(UNFUSED, Set.of(GraphRewrite.CHECKS_DROPPED), mixing))) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, GRAPH);
    }
    assertEquals(
        "[\"the model answers two images otherwise together than alone, so images go through it"
            + " one at a time\"]",
        outcome().get("warnings").toString());
  }

  /** A rewrite may give a node another shape, as Winograd's do, and copy what it stated. */
  @Test
  void shouldRewriteAGraphThatStatesItsShapes() throws Exception {
    GraphDef.Builder stating = GRAPH.toBuilder().clearNode();
    try (InferredShapes shapes = InferredShapes.withoutValues(GRAPH)) {
      for (NodeDef node : GRAPH.getNodeList()) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        List<Long> known =
            shapes.hasOutput(node.getName()) ? shapes.known(node.getName()) : List.of();
        known.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
        boolean softmax = node.getName().equals("softmax");
        stating.addNode(
            softmax
                ? node.toBuilder()
                    .putAttr(
                        "_output_shapes",
                        AttrValue.newBuilder()
                            .setList(AttrValue.ListValue.newBuilder().addShape(shape))
                            .build())
                    .build()
                : node);
      }
    }
    write(stating.build());
    List<GraphRewrite> rewrites =
        List.of(
            behind(GraphRewrite.CHECKS_DROPPED, ImageModelTrialTest::transposed),
            GraphRewrite.SHAPES_SETTLED);
    load(rewrites).close();
    assertEquals("[]", outcome().get("without").toString());
    assertEquals("[]", outcome().get("warnings").toString());
  }

  /** Lets the softmax give classes before images, and the node behind it turn them round. */
  private static GraphDef transposed(GraphDef graph) {
    GraphDef.Builder turned = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getName().equals("softmax")) {
        turned.addNode(NodeDefs.constInts("turn", List.of(2), 1, 0));
        turned.addNode(
            node.toBuilder().setName("scores").clearAttr().putAttr("T", node.getAttrOrThrow("T")));
        turned.addNode(
            node.toBuilder()
                .setName("across")
                .setOp("Transpose")
                .setInput(0, "scores")
                .addInput("turn")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
        turned.addNode(
            NodeDefs.floatNode("softmax", "Transpose", "across", "turn")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
      } else {
        turned.addNode(node);
      }
    }
    return turned.build();
  }

  @Test
  void shouldRefuseAGraphThatTensorFlowCannotRun() throws Exception {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : GRAPH.getNodeList()) {
      graph.addNode(
          node.getName().equals("softmax")
              ? node.toBuilder().setInput(0, "checked").build()
              : node);
      if (node.getName().equals("softmax")) {
        graph.addNode(NodeDefs.constFloat("zero", 0));
        graph.addNode(NodeDefs.floatNode("infinite", "RealDiv", node.getInput(0), "zero"));
        graph.addNode(
            NodeDefs.floatNode("checked", "CheckNumerics", "infinite")
                .putAttr("message", NodeDefs.string("too large")));
      }
    }
    write(graph.build());
    ModelException e = assertThrows(ModelException.class, () -> load(UNFUSED));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertTrue(e.getMessage().contains("too large"), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertFalse(Files.exists(temp.resolve("cache/trials")));
  }

  @Test
  void shouldSeeThatAnswersDifferEachTime() throws Exception {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : GRAPH.getNodeList()) {
      graph.addNode(
          node.getName().equals("softmax") ? node.toBuilder().setInput(0, "noisy").build() : node);
      if (node.getName().equals("softmax")) {
        graph.addNode(NodeDefs.constInts("noise/shape", List.of(2), 1, CLASSES));
        graph.addNode(
            NodeDefs.node("noise", "RandomUniform", "noise/shape")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)));
        graph.addNode(NodeDefs.floatNode("noisy", "AddV2", node.getInput(0), "noise"));
      }
    }
    write(graph.build());
    ModelException e = assertThrows(ModelException.class, () -> load(UNFUSED));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    assertEquals(
        folder.resolve("classify_image_graph_def.pb")
            + ": node 'noise' (RandomUniform) draws random numbers, so the scores of an image differ"
            + " from run to run: dropout or a distortion of training was left on when the graph was"
            + " saved. Save it for inference, or allow scores that differ",
        e.getMessage());
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.ALLOW_RANDOM)), e.remedy());
    InferenceSettings allowing = InferenceSettings.DEFAULT.withAllowRandom(true);
    try (ImageModel<float[]> model = load(UNFUSED, allowing)) {
      float[] image = model.prepare(file("first", first));
      assertNotEquals(model.run(List.of(image)).get(0)[0], model.run(List.of(image)).get(0)[0]);
    }
    assertEquals(
        "[\"node 'noise' (RandomUniform) draws random numbers, so the scores of an image differ from"
            + " run to run: dropout or a distortion of training was left on when the graph was"
            + " saved\"]",
        outcome().get("warnings").toString());
    assertEquals("[]", outcome().get("without").toString());
    assertThrows(ModelException.class, () -> load(UNFUSED), "what was allowed once isn't for all");
  }

  @Test
  void shouldRefuseAGraphWhoseAnswersAreNoNumbers() throws Exception {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : GRAPH.getNodeList()) {
      if (node.getName().equals("softmax")) {
        graph.addNode(NodeDefs.constFloat("zero", 0));
        graph.addNode(NodeDefs.floatNode("infinite", "RealDiv", node.getInput(0), "zero"));
        graph.addNode(node.toBuilder().setInput(0, "infinite").build());
      } else {
        graph.addNode(node);
      }
    }
    write(graph.build());
    ModelException e = assertThrows(ModelException.class, () -> load(UNFUSED));
    assertTrue(e.getMessage().contains("are not numbers (NaN)"), e.getMessage());
  }
}
