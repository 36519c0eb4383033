package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class QuantizeCommandTest extends CommandFixture {
  @TempDir Path temp;
  private Path images;
  private Path output;

  @BeforeEach
  void makeImages() throws IOException {
    images = Files.createDirectory(temp.resolve("images"));
    output = temp.resolve("int8");
    for (int i = 0; i < 16; i++) {
      Files.write(images.resolve(i + ".jpg"), Images.jpeg(80, 60, i));
    }
  }

  @Test
  void shouldSayWhatBecameOfTheModel() {
    assertEquals(
        0,
        run("model", "quantize", "embedded", "--calibrate=" + images, "--output=" + output),
        err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals("images      16", lines.get(0));
    assertTrue(lines.get(1).matches("layers      \\d\\d in int8, \\d in float32"), lines.get(1));
    assertTrue(
        lines.contains("float32     softmax/logits/MatMul: it is a product of matrices"),
        out.toString());
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("best class  the same for 1[0-6] of 16 images")),
        out.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("embedding   cosine to float32's 0.9")),
        out.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("model id    m[0-9a-f]{12}")), out.toString());
    assertEquals("written to  " + output, lines.get(lines.size() - 1));
  }

  @Test
  void shouldSayWhatStaysFloatBetweenLayers() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("softplus"));
    GraphDef.Builder graph = GraphDef.newBuilder();
    ModelFolder embedded = ModelFolder.open(ModelFolder.EMBEDDED);
    for (NodeDef node : embedded.readGraph().graph().getNodeList()) {
      boolean changed =
          node.getOp().equals("Relu6") && node.getName().startsWith("block_02/expand");
      graph.addNode(changed ? node.toBuilder().setOp("Softplus").build() : node);
    }
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.build().toByteArray());
    Files.write(folder.resolve(ModelFolder.SPEC), embedded.find(ModelFolder.SPEC).orElseThrow());
    Files.writeString(
        folder.resolve(ModelFolder.SPEC),
        Files.readString(folder.resolve(ModelFolder.SPEC))
            .replaceFirst(",?\\s*\"sha256\"\\s*:\\s*\"[0-9a-f]*\"", ""));
    assertEquals(
        0,
        run("model", "quantize", folder.toString(), "--calibrate=" + images, "--output=" + output),
        err.toString());
    assertTrue(
        out.toString()
            .lines()
            .anyMatch(line -> line.matches("float32     between int8 layers: .*1 Softplus.*")),
        out.toString());
  }

  @Test
  void shouldAskForEnoughImages() {
    assertEquals(
        ExitCode.USAGE.code(),
        run(
            "model",
            "quantize",
            "embedded",
            "--calibrate=" + images,
            "--output=" + output,
            "--samples=15"));
    assertTrue(err.toString().contains("--samples must be at least 16, not 15"), err.toString());
  }

  @Test
  void shouldPointToTheImportWhereMoreHasToBeSaid() throws IOException {
    Path two = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(
            "model",
            "quantize",
            two.toString(),
            "--calibrate=" + images,
            "--output=" + output,
            "--modelCache=" + temp.resolve("cache")));
    assertTrue(err.toString().contains("('imagebeam model import' does so)"), err.toString());
    assertFalse(err.toString().contains("--outputNode"), err.toString());
  }

  @Test
  void shouldSayInALineThatThereAreNoImages() {
    assertEquals(
        ExitCode.NO_INPUT.code(),
        run(
            "model",
            "quantize",
            "embedded",
            "--calibrate=" + temp.resolve("none"),
            "--output=" + output));
    assertEquals(
        "imagebeam: at least 16 images are needed to see the values of the layers, and there are"
            + " only 0 files in '"
            + temp.resolve("none")
            + "': name a folder with more\n",
        err.toString());
  }
}
