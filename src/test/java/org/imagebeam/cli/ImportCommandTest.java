package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class ImportCommandTest extends ImportCommandFixture {
  @Test
  void shouldPrintWhatWasDecided() {
    assertEquals(
        0, importModel(graph.toString(), "--preprocessing=Inception", "--output=" + output));
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
  void shouldNameTheOptionForASizeThatIsNotKnown() throws IOException {
    GraphDef network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, -1, -1, 3).network().graph();
    Files.write(graph, network.toByteArray());
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        importModel(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertEquals(
        "imagebeam: '"
            + graph
            + "': node 'input' (Placeholder) takes images of any size, and no node behind it brings"
            + " them all to one: state the images' height and width (--size=HxW does so)",
        err.toString().strip());
    assertEquals(
        0,
        importModel(graph.toString(), "--preprocessing=unit", "--size=12x12", "--output=" + output),
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
        importModel(
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
        importModel(
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
        ExitCode.USAGE.code(),
        importModel(graph.toString(), "--activation=relu", "--output=" + output));
    assertTrue(
        err.toString()
            .contains("--activation=relu is no activation: name softmax, sigmoid or none"),
        err.toString());
    assertEquals(
        ExitCode.USAGE.code(),
        importModel(graph.toString(), "--feeds=k=half", "--output=" + output));
    assertTrue(
        err.toString().contains("--feeds=k=half is no number: name one, or true or false"),
        err.toString());
  }

  @Test
  void shouldNameTheOptionThatIsMissing() throws IOException {
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(), importModel(graph.toString(), "--output=" + output));
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
        importModel(graph.toString(), "--preprocessing=unit", "--output=" + output));
    assertTrue(
        err.toString().contains("'b' (Softmax [?, 5]) with --outputNode=NODE, and others"),
        err.toString());
    assertEquals(
        0,
        importModel(
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
        importModel(graph.toString(), "--preprocessing=imagenet", "--output=" + output));
    assertTrue(
        err.toString().contains("--preprocessing must be one of inception (-1 to 1)"),
        err.toString());
    assertEquals(
        ExitCode.USAGE.code(), importModel(graph.toString(), "--size=0x12", "--output=" + output));
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
        importModel(
            start[0], start[1], start[2], "--resize=bicubic", "--antialias", "--crop=center 0.95"),
        err.toString());
    assertTrue(
        out.toString().contains("resize      bicubic with antialias, crop center 0.95\n"),
        out.toString());
    assertEquals(
        "bicubic with antialias, crop center 0.95",
        ModelFolder.open(output).spec().sizing().text());
    assertEquals(
        ExitCode.USAGE.code(), importModel(start[0], start[1], start[2], "--resize=bicubik"));
    assertTrue(
        err.toString()
            .contains(
                "--resize must be one of bilinear, bilinear-half-pixel, bicubic, area, not bicubik:"
                    + " did you mean bicubic?"),
        err.toString());
    assertEquals(ExitCode.USAGE.code(), importModel(start[0], start[1], start[2], "--crop=0.9"));
    assertTrue(err.toString().contains("--crop must be none, or center and"), err.toString());
    assertEquals(ExitCode.USAGE.code(), importModel(start[0], start[1], start[2], "--antialias"));
    assertTrue(
        err.toString()
            .contains("--antialias is for resizing by bilinear-half-pixel or bicubic, and not by"),
        err.toString());
  }
}
