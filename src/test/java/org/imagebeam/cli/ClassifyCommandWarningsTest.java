package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What classify says of a model that it takes all the same, and which rows come out. */
class ClassifyCommandWarningsTest {
  private static final int SIZE = 16;

  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, 9, 5);
    Files.createDirectory(temp.resolve("photos"));
    // Of the network's own size, so that a resize changes nothing.
    Files.write(temp.resolve("photos/a.png"), Images.png(SIZE, SIZE, 1));
  }

  /** What is said on standard error. */
  private String classify(String... more) {
    return run(0, more);
  }

  private String run(int expected, String... more) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    int code;
    try {
      PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "classify",
                  "--model=" + model,
                  "--input=" + temp.resolve("photos"),
                  "--output=" + temp.resolve("rows.csv")));
      arguments.addAll(List.of(more));
      code = new ImagebeamCommand(err, err).run(arguments.toArray(String[]::new));
    } finally {
      System.setErr(before);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(expected, code, text);
    return text;
  }

  /** The row's labels and scores. */
  private String answer() throws IOException {
    String row = Files.readAllLines(temp.resolve("rows.csv")).get(1);
    return row.substring(0, row.lastIndexOf(',')).split(",", 5)[4];
  }

  private String answerTo(String spec) throws IOException {
    Files.writeString(model.resolve("model.json"), spec);
    classify();
    return answer();
  }

  @Test
  void shouldNormaliseAsStatedAndNotUnasked() throws IOException {
    String byItself = answerTo("{}");
    assertEquals(
        byItself,
        answerTo("{\"input\": \"Mul\", \"size\": [16, 16], \"mean\": 128, \"scale\": 0.0078125}"));
    String raw = answerTo("{\"input\": \"Mul\", \"size\": [16, 16], \"mean\": 0, \"scale\": 1}");
    assertNotEquals(byItself, raw);
    Files.writeString(model.resolve("model.json"), "{\"input\": \"Mul\", \"size\": [16, 16]}");
    String said = run(ExitCode.MODEL_UNUSABLE.code());
    assertTrue(
        said.contains(
            "classify_image_graph_def.pb: the network takes pixels as they are fed, and "
                + model.resolve("model.json")
                + " doesn't state how they are normalised: add \"mean\" and \"scale\", or a"
                + " \"range\" by name: inception (-1 to 1)"),
        said);
  }

  @Test
  void shouldHaveNothingToSayWhereTheNetworkScalesOrTheSpecSpeaks() throws IOException {
    assertFalse(classify().contains("WARN"));
    for (String pixels : List.of("\"scale\": 1", "\"range\": \"none\"")) {
      Files.writeString(
          model.resolve("model.json"), "{\"input\": \"Mul\", \"size\": [16, 16], " + pixels + "}");
      assertFalse(classify().contains("WARN"));
    }
  }

  @Test
  void shouldNameBothNumbersWhereLabelsAreOfAnotherLength() throws IOException {
    Files.writeString(model.resolve("labels.txt"), "a\nb\nc\nd\ne\nf\ng\nh");
    String said = classify();
    assertTrue(
        said.contains(
            model.resolve("labels.txt") + " has 8 labels, and the network gives 9 scores"),
        said);
    assertEquals(1, said.split("WARN", -1).length - 1, said);
  }

  @Test
  void shouldCountTheScoresOfTheFirstAnswerWhereNothingElseTells() throws IOException {
    // Columns of a product by a reshape that depends on the values that are fed.
    GraphDef.Builder graph = TinyGraphs.imageNet(SIZE, 9, 5).toBuilder();
    graph
        .addNode(NodeDefs.floatNode("shape", "Shape", "softmax"))
        .addNode(
            NodeDefs.node("zeros", "Cast", "mean")
                .putAttr("SrcT", NodeDefs.type(DataType.DT_FLOAT))
                .putAttr("DstT", NodeDefs.type(DataType.DT_INT32)))
        .addNode(NodeDefs.constInts("axes", List.of(2), 0, 1))
        .addNode(
            NodeDefs.floatNode("mean", "Mean", "softmax", "axes")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)))
        .addNode(
            NodeDefs.node("sizes", "Add", "shape", "zeros")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32)))
        .addNode(NodeDefs.floatNode("scores", "Reshape", "softmax", "sizes"));
    Files.write(model.resolve("classify_image_graph_def.pb"), graph.build().toByteArray());
    Files.writeString(model.resolve("model.json"), "{\"output\": \"scores\"}");
    Files.writeString(model.resolve("labels.txt"), "a\nb");
    String said = classify();
    assertTrue(said.contains(" has 2 labels, and the network gives 9 scores"), said);
    assertEquals(1, said.split(" labels, and", -1).length - 1, said);
  }

  @Test
  void shouldSayThatScoresDependOnChance() throws IOException {
    GraphDef.Builder graph = TinyGraphs.imageNet(SIZE, 9, 5).toBuilder();
    NodeDef random =
        NodeDefs.node("drop/random", "RandomUniform", "drop/shape")
            .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("T", NodeDefs.type(DataType.DT_INT32))
            .build();
    graph
        .addNode(NodeDefs.constInts("drop/shape", List.of(2), 1, 9))
        .addNode(random)
        .addNode(NodeDefs.floatNode("drop", "Mul", "softmax", "drop/random"))
        .addNode(NodeDefs.constFloat("zero", 0))
        .addNode(NodeDefs.floatNode("nothing", "Mul", "drop/random", "zero"))
        .addNode(NodeDefs.floatNode("kept", "Add", "softmax", "nothing"));
    Files.write(model.resolve("classify_image_graph_def.pb"), graph.build().toByteArray());
    Files.writeString(model.resolve("model.json"), "{\"output\": \"drop\"}");
    String said = run(ExitCode.MODEL_UNUSABLE.code());
    assertTrue(said.contains("or allow scores that differ (--allowRandom does so)"), said);
    said = classify("--allowRandom");
    assertTrue(
        said.contains("node 'drop/random' (RandomUniform) draws random numbers, so the scores"),
        said);
    Files.writeString(model.resolve("model.json"), "{\"output\": \"kept\"}");
    said = classify();
    assertTrue(
        said.contains("draws random numbers, which made no difference to an image made to try it"),
        said);
    assertFalse(said.contains("so the scores"), said);
  }
}
