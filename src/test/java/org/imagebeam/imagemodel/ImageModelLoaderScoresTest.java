package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SCALE;
import static org.imagebeam.imagemodel.GivenModels.TOLERANCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.imagemodel.GivenModels.Fed;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** What graphs give: scores of many shapes and dtypes, from any output of a node. */
class ImageModelLoaderScoresTest {
  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  @Test
  void shouldTakeScoresOfAnyShape() throws Exception {
    Fed fed = Fed.pixels(FLOAT);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, 5), SCALE, 1, fed);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, -1), SCALE, 1, fed);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().squeezed(FLOAT, 0L), SCALE, 1, fed);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().squeezed(FLOAT), SCALE, 1, fed);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network().reshaped(FLOAT, 1, 1, 1, 5),
        SCALE,
        3,
        fed);
    models.assertAnswers(
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
      List<float[]> answers = models.answers(models.folder(graph, SCALE), 3);
      GraphDef back = given.cast(dtype, FLOAT).graph();
      GraphDef renamed =
          back.toBuilder()
              .setNode(
                  back.getNodeCount() - 1,
                  back.getNode(back.getNodeCount() - 1).toBuilder().setName("test/back"))
              .build();
      for (int i = 0; i < answers.size(); i++) {
        float[] right =
            models.expected(renamed, "test/back", models.images().get(i), Fed.pixels(FLOAT));
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
      ModelFolder folder = models.folder(graph, "input:0", half, SCALE);
      List<float[]> answers = models.answers(folder, 3);
      String same = half.equals("out:1") ? "logits" : "scores";
      for (int i = 0; i < answers.size(); i++) {
        float[] right = models.expected(graph, same, models.images().get(i), Fed.pixels(FLOAT));
        assertArrayEquals(right, answers.get(i), TOLERANCE);
      }
    }
    assertEquals(
        "there is no 'out:2': node 'out' (Split) has 2 outputs",
        withoutHint(models.refusal(graph, "input", "out:2", SCALE)));
    assertTrue(models.refusal(graph, "input", "^out", SCALE).startsWith("'^out' names no tensor"));
    assertTrue(models.refusal(graph, "input:1", "out", SCALE).startsWith("the graph has no node"));
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
        models.refusal(given, ""));
    given.cast(DataType.DT_INT64, FLOAT);
    assertEquals(
        "output 'out' (Cast) gives the best of the classes alone, not a score for each class: name"
            + " 'scores', which it is made of, as the output",
        models.refusal(given, ""));
    GivenGraphs top = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    top.with(NodeDefs.constInt("k", 3));
    top.then(NodeDefs.floatNode("best", "TopKV2", "", "k"));
    assertTrue(models.refusal(top, "").contains("name 'scores'"));
    assertTrue(models.refusal(top.graph(), "input", "out:1", "").contains("int32, not a score"));
    GivenGraphs words = GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network();
    words.then(NodeDefs.floatNode("words", "AsString", ""));
    assertTrue(
        models
            .refusal(words, "")
            .contains("gives string, not a score for each class: name 'scores'"));
  }
}
