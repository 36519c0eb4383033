package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What is loaded answers as the graph does, whatever a rewrite or a batch would make of it. */
class ImageModelTrialTest extends ImageModelTrialFixture {
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

  @ParameterizedTest
  @MethodSource("all")
  void shouldLeaveOutARewriteThatChangesAnswers(GraphRewrite rewrite) throws Exception {
    List<GraphRewrite> rewrites =
        GraphRewrite.choose(step -> UNFUSED.contains(step) || step.equals(rewrite));
    try (ImageModel<float[]> model =
        load(broken(rewrites, Set.of(rewrite), ImageModelTrialFixture::doubled))) {
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
        load(broken(UNFUSED, Set.of(GraphRewrite.WINOGRAD), ImageModelTrialFixture::stopped))) {
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
    List<GraphRewrite> rewrites = broken(UNFUSED, broken, ImageModelTrialFixture::doubled);
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
            behind(GraphRewrite.CHECKS_DROPPED, ImageModelTrialFixture::transposed),
            GraphRewrite.SHAPES_SETTLED);
    load(rewrites).close();
    assertEquals("[]", outcome().get("without").toString());
    assertEquals("[]", outcome().get("warnings").toString());
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
            + ": node 'noise' (RandomUniform) draws random numbers, so the scores of an image"
            + " differ from run to run: dropout or a distortion of training was left on when the"
            + " graph was saved. Save it for inference, or allow scores that differ",
        e.getMessage());
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.ALLOW_RANDOM)), e.remedy());
    InferenceSettings allowing = InferenceSettings.DEFAULT.withAllowRandom(true);
    try (ImageModel<float[]> model = load(UNFUSED, allowing)) {
      float[] image = model.prepare(file("first", first));
      assertNotEquals(model.run(List.of(image)).get(0)[0], model.run(List.of(image)).get(0)[0]);
    }
    assertEquals(
        "[\"node 'noise' (RandomUniform) draws random numbers, so the scores of an image differ"
            + " from run to run: dropout or a distortion of training was left on when the graph was"
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
