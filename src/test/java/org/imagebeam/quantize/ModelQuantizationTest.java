package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.RecordedPhases;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ModelQuantizationTest {
  @TempDir Path temp;
  private Path images;
  private String output;

  @BeforeEach
  void makeImages() throws IOException {
    images = Files.createDirectory(temp.resolve("images"));
    output = temp.resolve("int8").toString();
    for (int i = 0; i < 20; i++) {
      Files.write(images.resolve(i + ".jpg"), Images.jpeg(80, 60, i));
    }
  }

  private QuantizationReport quantize(ModelFolder folder, int samples) throws IOException {
    return new ModelQuantization(images.toString(), samples).run(folder, output);
  }

  private static ModelFolder embedded() {
    return ModelFolder.open(ModelFolder.EMBEDDED);
  }

  private ModelFolder tiny() throws IOException {
    return ModelFolder.open(TinyGraphs.writeModelFolder(temp.resolve("tiny"), 16, 9, 5).toString());
  }

  @Test
  void shouldTellHowFarItIs() throws IOException {
    Files.writeString(images.resolve("7.jpg"), "garbage");
    RecordedPhases phases = new RecordedPhases();
    new ModelQuantization(images.toString(), 20).run(tiny(), output, phases);
    List<String> seen = phases.seen();
    assertEquals("calibrating 20 of 20 images, 1 failed", seen.get(0));
    assertTrue(seen.get(1).matches("trying (\\d+) of \\1 roundings"), seen.get(1));
    assertTrue(seen.get(2).matches("comparing [1-9]\\d* networks"), seen.get(2));
    assertEquals(3, seen.size());
    assertEquals(1, phases.endings());
  }

  @Test
  void shouldQuantizeTheEmbeddedModel() throws IOException {
    ModelFolder embedded = embedded();
    QuantizationReport report = quantize(embedded, 16);
    assertEquals(16, report.images());
    assertEquals(List.of(), report.unreadable());
    assertTrue(report.int8().size() > 20, report.toString());
    assertTrue(report.fidelity().meanCosine() > 0.998, report.toString());
    assertTrue(report.fidelity().leastCosine() > 0.99, report.toString());
    assertEquals(
        "it is a product of matrices", report.record().float32().get("softmax/logits/MatMul"));
    assertEquals(50, report.int8().size() + report.floats().size(), report.toString());
    ModelFolder quantized = ModelFolder.open(output);
    assertEquals(report.id(), quantized.readGraph().id());
    assertEquals(
        report.record(),
        QuantizationRecord.parse(quantized.find(QuantizationRecord.FILE).orElseThrow()));
    for (String layer : report.int8()) {
      double error = report.record().errors().get(layer);
      assertTrue(error > 0 && error < 0.002, layer + ": " + error);
    }
    assertTrue(Int8Rewriter.isQuantized(quantized.readGraph().graph()));
    assertEquals(embedded.spec().input(), quantized.spec().input());
    assertEquals(embedded.spec().outputs(), quantized.spec().outputs());
    assertEquals(embedded.spec().bottleneck(), quantized.spec().bottleneck());
    for (String file : LabelFiles.ALL) {
      assertEquals(embedded.find(file).isPresent(), quantized.find(file).isPresent(), file);
      if (embedded.find(file).isPresent()) {
        assertArrayEquals(embedded.find(file).get(), quantized.find(file).get(), file);
      }
    }
  }

  @Test
  void shouldGiveTheSameModelEachTime() throws IOException {
    String first = quantize(embedded(), 16).id();
    output = temp.resolve("again").toString();
    assertEquals(first, quantize(embedded(), 16).id());
  }

  @Test
  void shouldLeaveOutWhatIsNoImage() throws IOException {
    Files.writeString(images.resolve("0.jpg"), "text");
    QuantizationReport report = quantize(embedded(), 256);
    assertEquals(19, report.images());
    assertEquals(1, report.unreadable().size());
    assertTrue(report.unreadable().get(0).contains("0.jpg: "), report.toString());
  }

  @Test
  void shouldAskForMoreImages() throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.delete(images.resolve(i + ".jpg"));
    }
    InputException few = assertThrows(InputException.class, () -> quantize(tiny(), 256));
    assertEquals(
        "at least 16 images are needed to see the values of the layers, and there are only 15 files"
            + " in '"
            + images
            + "': name a folder with more",
        few.getMessage());
    Files.writeString(images.resolve("a.jpg"), "text");
    InputException unreadable = assertThrows(InputException.class, () -> quantize(tiny(), 256));
    assertTrue(
        unreadable.getMessage().contains("and only 15 can be read in"), unreadable.getMessage());
    assertFalse(Files.exists(Path.of(output)));
  }

  @Test
  void shouldSayThatAPlaceCannotBeListed() throws IOException {
    Path loop = temp.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    ModelFolder tiny = tiny();
    InputException unlisted =
        assertThrows(
            InputException.class,
            () -> new ModelQuantization(loop.toString(), 16).run(tiny, output));
    assertTrue(
        unlisted.getMessage().startsWith("the images to calibrate with can't be listed: "),
        unlisted.getMessage());
    assertTrue(unlisted.getMessage().contains(loop.toString()), unlisted.getMessage());
    assertFalse(Files.exists(Path.of(output)));
  }

  @Test
  void shouldRefuseAQuantizedModel() throws IOException {
    quantize(embedded(), 16);
    ModelFolder quantized = ModelFolder.open(output);
    output = temp.resolve("twice").toString();
    ModelException twice = assertThrows(ModelException.class, () -> quantize(quantized, 16));
    assertTrue(twice.getMessage().endsWith(" is quantized already"), twice.getMessage());
  }

  @Test
  void shouldSayThatNothingCanBeInt8() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("dilated"));
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : TinyGraphs.imageNet(16, 9, 5).getNodeList()) {
      NodeDef.Builder changed = node.toBuilder();
      if (node.getOp().equals("Conv2D")) {
        changed
            .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
            .putAttr("dilations", NodeDefs.integers(List.of(1L, 2L, 2L, 1L)));
      } else if (node.getOp().equals("AvgPool")) {
        changed.putAttr("ksize", NodeDefs.integers(List.of(1L, 16L, 16L, 1L)));
      }
      graph.addNode(changed);
    }
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.build().toByteArray());
    ModelFolder none = ModelFolder.open(folder.toString());
    ModelException refused = assertThrows(ModelException.class, () -> quantize(none, 16));
    assertEquals(
        none.path(ModelFolder.GRAPH)
            + " has no layer that can compute in int8: that takes convolutions with constant weights"
            + " and a bias",
        refused.getMessage());
    assertFalse(Files.exists(Path.of(output)));
  }

  @Test
  void shouldAskWhichPixelsTheNetworkTakes() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("unstated"));
    Files.write(
        folder.resolve(ModelFolder.GRAPH),
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph().toByteArray());
    Files.writeString(
        folder.resolve(ModelFolder.SPEC),
        "{\"input\": \"input\", \"output\": \"out\", \"bottleneck\": \"mean\"}");
    ModelFolder unstated = ModelFolder.open(folder.toString());
    ModelException unknown = assertThrows(ModelException.class, () -> quantize(unstated, 16));
    assertTrue(
        unknown.getMessage().contains("doesn't state how they are normalised"),
        unknown.getMessage());
    assertFalse(Files.exists(Path.of(output)));
  }

  @Test
  void shouldNotWriteOverAModel() throws IOException {
    ModelFolder tiny = tiny();
    output = tiny.location();
    byte[] before = tiny.graphFile();
    assertThrows(OutputException.class, () -> quantize(tiny, 16));
    assertArrayEquals(before, tiny.graphFile());
  }

  @Test
  void shouldRefuseTooFewSamples() {
    assertThrows(IllegalArgumentException.class, () -> new ModelQuantization("images", 15));
  }
}
