package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ImportCommandTest {
  @TempDir private Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path graph;
  private String output;

  @BeforeEach
  void writeGraph() throws IOException {
    graph = Files.write(temp.resolve("net.pb"), network().toByteArray());
    output = temp.resolve("model").toString();
  }

  private static GraphDef network() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph();
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("model", "import"));
    arguments.addAll(List.of(more));
    return command(arguments.toArray(String[]::new));
  }

  @Test
  void shouldPrintWhatWasDecided() {
    assertEquals(0, run(graph.toString(), "--preprocessing=Inception", "--output=" + output));
    String id = ModelFolder.open(output).readGraph().id();
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        List.of(
            "source      frozen graph",
            "input       input",
            "size        12x12",
            "resize      bilinear (TensorFlow 1's), unless another one is stated",
            "pixels      inception, -1 to 1",
            "output      out, 5 classes"),
        lines.subList(0, 6));
    assertEquals(
        List.of(
            "labels      none found, so the classes have numbers",
            "model id    m" + id,
            "written to  " + output),
        lines.subList(7, 10));
  }

  @Test
  void shouldTakeSeveralOutputs() throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    assertEquals(5, run(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertTrue(
        err.toString()
            .contains(
                "name one of 'colour' (Softmax [?, 3]), 'out' (Softmax [?, 5]) with"
                    + " --outputNode=NODE, and others that classify too with --heads=NAME=NODE"),
        err::toString);
    Path colours = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\nblue\n");
    assertEquals(
        0,
        run(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=out",
            "--heads=colour=colour",
            "--headLabels=colour=" + colours,
            "--output=" + output),
        err::toString);
    assertTrue(out.toString().contains("heads       colour: colour, 3 classes\n"), out::toString);
    assertEquals("red\ngreen\nblue\n", Files.readString(Path.of(output, "labels-colour.txt")));
  }

  @Test
  void shouldAddTheActivationOfAHead() throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    assertEquals(
        0,
        run(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=out",
            "--heads=colour=colour/logits",
            "--headActivations=colour=sigmoid",
            "--output=" + output),
        err::toString);
    assertTrue(
        out.toString()
            .contains(
                "heads       colour: colour/logits, 3 classes, with sigmoid, which is added to the"
                    + " graph\n"),
        out::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "--heads=colour, --heads=colour is no pair: give it as --heads=NAME=NODE",
    "--heads=a==b, the graph has no node '=b'",
    "'--heads=a=colour,a=out', --heads names 'a' twice",
    "--headActivations=a=relu, '--headActivations=a=relu is none: name softmax, sigmoid or none'",
    "--headActivations=a, --headActivations=a is no pair: give it as --headActivations=NAME=ACTIVATION",
    "--headLabels==x.txt, --headLabels==x.txt is no pair: give it as --headLabels=NAME=FILE",
    "'--feeds=k=1,k=2', --feeds names 'k' twice"
  })
  void shouldRefuseWhatIsNoPair(String option, String message) throws IOException {
    Files.write(graph, TwoHeads.graph().toByteArray());
    run(graph.toString(), "--preprocessing=unit", "--outputNode=out", option, "--output=" + output);
    assertTrue(err.toString().contains(message), err::toString);
    assertFalse(Files.exists(Path.of(output)));
  }

  @Test
  void shouldNameTheOptionForASizeThatIsNotKnown() throws IOException {
    GraphDef network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, -1, -1, 3).network().graph();
    Files.write(graph, network.toByteArray());
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertEquals(
        "imagebeam: '"
            + graph
            + "': node 'input' (Placeholder) takes images of any size, and no node behind it brings"
            + " them all to one: state the images' height and width (--size=HxW does so)",
        err.toString().strip());
    assertEquals(
        0,
        run(graph.toString(), "--preprocessing=unit", "--size=12x12", "--output=" + output),
        err::toString);
  }

  @Test
  void shouldCompareWithTheSource() throws IOException {
    Path images = Files.createDirectory(temp.resolve("images"));
    Files.write(images.resolve("a.jpg"), Images.jpeg(40, 30, 1));
    GraphDef feeding =
        network().toBuilder()
            .addNode(NodeDefs.placeholder("is_training", DataType.DT_BOOL))
            .addNode(
                NodeDefs.node("training", "Cast", "is_training")
                    .putAttr("SrcT", NodeDefs.type(DataType.DT_BOOL))
                    .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT)))
            .addNode(NodeDefs.placeholder("keep_prob", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("kept", "Mul", "logits", "keep_prob"))
            .addNode(NodeDefs.floatNode("sum", "AddV2", "kept", "training"))
            .build();
    Files.write(graph, feeding.toByteArray());
    assertEquals(
        0,
        run(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=sum",
            "--activation=sigmoid",
            "--feeds=keep_prob=0.5,is_training=True",
            "--check=" + images,
            "--output=" + output),
        err::toString);
    assertTrue(
        out.toString()
            .contains(
                "activation  sigmoid, which is added to the graph\n"
                    + "feeds       is_training=1, keep_prob=0.5\n"),
        out.toString());
    assertTrue(out.toString().contains("checked     " + images + "/a.jpg: class "), out.toString());
    assertTrue(
        out.toString().contains("\ncheck       1 of 1 images agree with the original"),
        out.toString());
    Files.writeString(images.resolve("a.jpg"), "no image");
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=sum",
            "--feeds=keep_prob=0.5,is_training=0",
            "--check=" + images,
            "--output=" + output));
    assertTrue(err.toString().contains("no image could be compared"), err.toString());
  }

  @Test
  void shouldSayWhatIsNoActivationAndNoNumber() {
    assertEquals(
        ExitCode.USAGE.code(), run(graph.toString(), "--activation=relu", "--output=" + output));
    assertTrue(
        err.toString().contains("--activation=relu is none: name softmax, sigmoid or none"),
        err.toString());
    assertEquals(
        ExitCode.USAGE.code(), run(graph.toString(), "--feeds=k=half", "--output=" + output));
    assertTrue(
        err.toString().contains("--feeds=k=half is no number: name one, or true or false"),
        err.toString());
  }

  @Test
  void shouldNameTheOptionThatIsMissing() throws IOException {
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), run(graph.toString(), "--output=" + output));
    assertTrue(
        err.toString().strip().endsWith("none (0 to 255) with --preprocessing=NAME"),
        err.toString());
    GraphDef two =
        network().toBuilder()
            .addNode(NodeDefs.floatNode("a", "Softmax", "out"))
            .addNode(NodeDefs.floatNode("b", "Softmax", "out"))
            .build();
    Files.write(graph, two.toByteArray());
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertTrue(
        err.toString().contains("'b' (Softmax [?, 5]) with --outputNode=NODE, and others"),
        err.toString());
    assertEquals(
        0,
        run(
            graph.toString(),
            "--preprocessing=unit",
            "--outputNode=import/b:0",
            "--output=" + output));
    assertEquals("b", ModelFolder.open(output).spec().output());
  }

  @Test
  void shouldRefuseValuesThatAreNone() {
    assertEquals(
        ExitCode.USAGE.code(),
        run(graph.toString(), "--preprocessing=imagenet", "--output=" + output));
    assertTrue(
        err.toString().contains("--preprocessing must be one of inception (-1 to 1)"),
        err.toString());
    assertEquals(ExitCode.USAGE.code(), run(graph.toString(), "--size=0x12", "--output=" + output));
    assertTrue(
        err.toString()
            .contains("--size must be height and width in pixels, such as 224x224, not 0x12"),
        err.toString());
  }

  @Test
  void shouldStateHowImagesAreBroughtToTheirSize() {
    String[] start = {graph.toString(), "--preprocessing=torch", "--output=" + output};
    assertEquals(
        0,
        run(start[0], start[1], start[2], "--resize=bicubic", "--antialias", "--crop=center 0.95"),
        err.toString());
    assertTrue(
        out.toString().contains("resize      bicubic with antialias, crop center 0.95\n"),
        out.toString());
    assertEquals(
        "bicubic with antialias, crop center 0.95",
        ModelFolder.open(output).spec().sizing().text());
    assertEquals(ExitCode.USAGE.code(), run(start[0], start[1], start[2], "--resize=bicubik"));
    assertTrue(
        err.toString()
            .contains(
                "--resize must be one of bilinear, bilinear-half-pixel, bicubic, area, not bicubik:"
                    + " did you mean bicubic?"),
        err.toString());
    assertEquals(ExitCode.USAGE.code(), run(start[0], start[1], start[2], "--crop=0.9"));
    assertTrue(err.toString().contains("--crop must be none, or center and"), err.toString());
    assertEquals(ExitCode.USAGE.code(), run(start[0], start[1], start[2], "--antialias"));
    assertTrue(
        err.toString()
            .contains("--antialias is for resizing by bilinear-half-pixel or bicubic, and not by"),
        err.toString());
  }

  @Test
  void shouldTakeAGraphForAModelAtOnce() throws IOException {
    String cache = "--modelCache=" + temp.resolve("cache");
    Path photo = Files.write(temp.resolve("a.png"), Images.png(30, 20, 1));
    String[] classify = {
      "classify",
      "--model=" + graph,
      cache,
      "--preprocessing=unit",
      "--input=" + photo,
      "--output=" + temp.resolve("results.csv")
    };
    assertEquals(0, command(classify), err.toString());
    assertTrue(err.toString().startsWith("imported " + graph + " as "), err.toString());
    assertTrue(Files.readString(temp.resolve("results.csv")).contains(",class "), err.toString());
    err.getBuffer().setLength(0);
    assertEquals(0, command(classify), err.toString());
    assertFalse(err.toString().contains("imported"), err.toString());
    Files.write(temp.resolve("labels.txt"), List.of("ant", "bee", "cat", "dog", "eel"));
    err.getBuffer().setLength(0);
    assertEquals(0, command(classify), err.toString());
    assertTrue(err.toString().contains("labels: " + temp.resolve("labels.txt")), err.toString());
    assertEquals(0, command("model", "inspect", graph.toString(), cache), err.toString());
    assertTrue(out.toString().contains("output         out (Softmax)"), out.toString());
  }

  @Test
  void shouldSayOfAModelThatIsTakenAtOnceWhatAnImportTakes() throws IOException {
    Path two =
        Files.write(
            temp.resolve("any.pb"),
            TwoHeads.graph().toBuilder()
                .setNode(
                    TwoHeads.graph().getNodeList().stream()
                        .map(NodeDef::getName)
                        .toList()
                        .indexOf("input"),
                    NodeDefs.placeholder("input", DataType.DT_FLOAT))
                .build()
                .toByteArray());
    Path photo = Files.write(temp.resolve("a.png"), Images.png(30, 20, 1));
    Path results = temp.resolve("results.csv");
    List<String> words =
        new ArrayList<>(
            List.of(
                "classify",
                "--model=" + two,
                "--modelCache=" + temp.resolve("cache"),
                "--preprocessing=unit",
                "--input=" + photo,
                "--output=" + results));
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), command(words.toArray(String[]::new)));
    assertTrue(
        err.toString()
            .strip()
            .endsWith("(--outputNode=NODE does so, and 'imagebeam model import' keeps several)"),
        err.toString());
    words.add("--outputNode=colour/logits");
    err.getBuffer().setLength(0);
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), command(words.toArray(String[]::new)));
    assertTrue(err.toString().strip().endsWith("(--size=HxW does so)"), err.toString());
    words.addAll(
        List.of(
            "--size=12x12",
            "--inputNode=input",
            "--activation=sigmoid",
            "--resize=bicubic",
            "--antialias",
            "--crop=center 0.5"));
    err.getBuffer().setLength(0);
    assertEquals(0, command(words.toArray(String[]::new)), err.toString());
    String classified = Files.readString(results);
    // The folder that is imported with the same options gives the same scores.
    assertEquals(
        0,
        command(
            "model",
            "import",
            two.toString(),
            "--preprocessing=unit",
            "--outputNode=colour/logits",
            "--size=12x12",
            "--input=input",
            "--activation=sigmoid",
            "--resize=bicubic",
            "--antialias",
            "--crop=center 0.5",
            "--output=" + output),
        err.toString());
    ModelSpec stated = ModelFolder.open(output).spec();
    assertEquals("bicubic with antialias, crop center 0.5", stated.sizing().text());
    assertEquals(Activation.SIGMOID, stated.adaptation().activation());
    Path other = temp.resolve("other.csv");
    assertEquals(
        0,
        command("classify", "--model=" + output, "--input=" + photo, "--output=" + other),
        err.toString());
    assertEquals(scores(classified), scores(Files.readString(other)));
    // Another crop is another model.
    words.set(words.size() - 1, "--crop=none");
    err.getBuffer().setLength(0);
    assertEquals(0, command(words.toArray(String[]::new)), err.toString());
    assertTrue(err.toString().contains("imported " + two), err.toString());
    assertFalse(scores(classified).equals(scores(Files.readString(results))));
  }

  /** The best score of the only row. */
  private static String scores(String table) {
    List<List<String>> rows = table.lines().map(Splitter.on(',')::splitToList).toList();
    return rows.get(1).get(rows.get(0).indexOf("score_1"));
  }

  @ParameterizedTest
  @CsvSource({
    "--size=12, size",
    "--resize=bicubic, resize",
    "--antialias, antialias",
    "--crop=center 0.9, crop",
    "--signature=x, signature",
    "--inputNode=x, inputNode",
    "--outputNode=x, outputNode",
    "--activation=softmax, activation"
  })
  void shouldSayNothingOfAModelThatIsOneAlready(String option, String name) {
    assertEquals(
        ExitCode.USAGE.code(),
        command("classify", option, "--input=" + temp, "--output=" + temp.resolve("x.csv")));
    assertTrue(
        err.toString().contains("--" + name + " is for models that are imported, and 'embedded'"),
        err.toString());
  }

  @Test
  void shouldSayWhatAModelThatIsTakenAtOnceNeeds() {
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        command(
            "classify",
            "--model=" + graph,
            "--modelCache=" + temp.resolve("cache"),
            "--input=" + temp,
            "--output=" + temp.resolve("results.csv")));
    assertTrue(
        err.toString().strip().endsWith("none (0 to 255) (--preprocessing=NAME does so)"),
        err.toString());
    assertEquals(
        ExitCode.USAGE.code(),
        command(
            "classify",
            "--preprocessing=unit",
            "--input=" + temp,
            "--output=" + temp.resolve("results.csv")));
    assertTrue(
        err.toString().contains("--preprocessing is for models that are imported, and 'embedded'"),
        err.toString());
  }

  private int command(String... arguments) {
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
        .run(arguments);
  }
}
