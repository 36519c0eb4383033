package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ModelWriterTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          "in",
          "out",
          "neck",
          Optional.of(List.of(20, 30)),
          Optional.of(List.of(0f)),
          Optional.of(List.of(1 / 255f, 1f, 2f)),
          Optional.empty());

  @TempDir Path temp;

  private static GraphDef graph(String name) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp("NoOp");
    for (int i = 0; i < 20; i++) {
      node.putAttr("attribute" + i, AttrValue.newBuilder().setI(i).build());
    }
    return GraphDef.newBuilder().addNode(node).build();
  }

  @Test
  void shouldWriteWhatIsReadBack() throws IOException {
    String folder = temp.resolve("new/model").toString();
    String id = ModelWriter.write(folder, graph("a"), SPEC, List.of("dog, hound", "\u732b"));
    ModelFolder model = ModelFolder.open(folder);
    assertEquals(id, model.readGraph().id());
    assertEquals(graph("a"), model.readGraph().graph());
    ModelSpec read = model.spec();
    assertEquals(SPEC.size(), read.size());
    assertEquals(
        List.of("in", "out", "neck"), List.of(read.input(), read.output(), read.bottleneck()));
    assertEquals(SPEC.mean(), read.mean());
    assertEquals(SPEC.scale(), read.scale());
    assertEquals(
        List.of("dog, hound", "\u732b"),
        Files.readAllLines(temp.resolve("new/model").resolve(LabelFiles.LABELS)));
  }

  @Test
  void shouldStateHowImagesAreBroughtToTheirSize() throws IOException {
    Sizing sizing = Sizing.of(ResizeMethod.BICUBIC, true).withCrop(new CenterCrop(0.95));
    String folder = temp.resolve("model").toString();
    ModelSpec stated =
        new ModelSpec(
            "in",
            "out",
            "neck",
            SPEC.size(),
            sizing,
            SPEC.mean(),
            SPEC.scale(),
            GraphAdaptation.NONE,
            0,
            Heads.NONE,
            Optional.empty());
    ModelWriter.write(folder, graph("a"), stated, List.of("dog"));
    assertEquals(sizing, ModelFolder.open(folder).spec().sizing());
    ModelWriter.write(folder, graph("a"), SPEC, List.of("dog"));
    assertEquals(Sizing.DEFAULT, ModelFolder.open(folder).spec().sizing());
    String json = Files.readString(temp.resolve("model").resolve(ModelFolder.SPEC));
    assertFalse(json.contains("resize") || json.contains("antialias") || json.contains("crop"));
  }

  @Test
  void shouldAlwaysStateThePixels() throws IOException {
    ModelWriter.write(temp.toString(), graph("a"), ModelSpec.INCEPTION_2015, List.of("x"));
    String json = Files.readString(temp.resolve(ModelFolder.SPEC));
    assertTrue(json.contains("\"mean\" : 0.0,") && !json.contains("size"), json);
    ModelSpec read = ModelFolder.open(temp.toString()).spec();
    assertTrue(read.statesPixels());
    assertEquals(ModelSpec.INCEPTION_2015.channelMeans(), read.channelMeans());
    assertEquals(ModelSpec.INCEPTION_2015.channelScales(), read.channelScales());
  }

  @Test
  void shouldReplaceAModel() throws IOException {
    String first = ModelWriter.write(temp.toString(), graph("a"), SPEC, List.of("x"));
    byte[] bytes = Files.readAllBytes(temp.resolve(ModelFolder.GRAPH));
    ModelWriter.write(temp.toString(), graph("b"), SPEC, List.of("y"));
    assertEquals("b", ModelFolder.open(temp.toString()).readGraph().graph().getNode(0).getName());
    assertEquals(first, ModelWriter.write(temp.toString(), graph("a"), SPEC, List.of("x")));
    assertArrayEquals(bytes, Files.readAllBytes(temp.resolve(ModelFolder.GRAPH)));
  }

  @Test
  void shouldRefuseLabelsThatAreNoLines() {
    for (String label : List.of("", " ", "a\nb", "a\rb")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ModelWriter.write(temp.toString(), graph("a"), SPEC, List.of("x", label)));
    }
    assertFalse(Files.exists(temp.resolve(ModelFolder.GRAPH)));
  }
}
