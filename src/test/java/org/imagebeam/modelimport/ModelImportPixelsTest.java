package org.imagebeam.modelimport;

import static org.imagebeam.modelimport.ImportFixture.SIDE;
import static org.imagebeam.modelimport.ImportFixture.network;
import static org.imagebeam.modelimport.ImportFixture.options;
import static org.imagebeam.modelimport.ImportFixture.pixels;
import static org.imagebeam.modelimport.ImportFixture.scores;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What is asked for, taken and written down of the pixels that a network takes. */
class ModelImportPixelsTest {
  @TempDir private Path temp;
  private ImportFixture imports;

  @BeforeEach
  void nameTheTarget() {
    imports = new ImportFixture(temp);
  }

  @Test
  void shouldAskForPixelsOnlyWhereTheGraphDoesNotScaleThem() throws IOException {
    Path raw = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    PixelsUnknownException e =
        assertThrows(PixelsUnknownException.class, () -> imports.importTo(raw, ImportOptions.NONE));
    assertTrue(e.getMessage().contains("inception (-1 to 1), unit (0 to 1)"), e.getMessage());
    assertFalse(Files.exists(Path.of(imports.folder())), "nothing is written");
    GraphDef scaling =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3)
            .scaled("Mul", 1 / 255f)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("scaling.pb"), scaling.toByteArray());
    ImportReport report = imports.importTo(file, ImportOptions.NONE);
    assertEquals(
        "0 to 255, which the ops before the first layer seem to be for",
        report.lines().get("pixels"));
    assertEquals(List.of(0f, 0f, 0f), imports.imported().spec().channelMeans());
    assertEquals(List.of(1f, 1f, 1f), imports.imported().spec().channelScales());
  }

  @Test
  void shouldKnowHowRetrainFeedsItsNetworks() throws IOException {
    Map<String, List<Float>> known =
        Map.of(
            "Placeholder", List.of(0f, (float) (1 / 255.0)),
            "Mul", List.of(128f, 1 / 128f),
            "input", List.of(127.5f, (float) (1 / 127.5)));
    for (String input : known.keySet()) {
      assertRetrained(input, known.get(input), network());
    }
    // Modules of TensorFlow Hub make -1 to 1 of what they are fed.
    GraphDef module = placeholder().scaled("Mul", 2).scaled("Sub", 1).network().graph();
    assertRetrained("Placeholder", known.get("Placeholder"), module);
  }

  private void assertRetrained(String input, List<Float> pixels, GraphDef network)
      throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef node : network.getNodeList()) {
      NodeDef.Builder named = node.toBuilder();
      if (node.getName().equals("input")) {
        named.setName(input);
      } else if (node.getName().equals("out")) {
        named.setName("final_result");
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals("input")) {
          named.setInput(i, input);
        }
      }
      graph.addNode(named);
    }
    Path file = Files.write(temp.resolve("output_graph.pb"), graph.build().toByteArray());
    ImportReport report = imports.importTo(file, ImportOptions.NONE);
    assertTrue(report.lines().get("pixels").contains(", as retrain.py feeds "), input);
    ModelSpec spec = imports.imported().spec();
    assertEquals(pixels, List.of(spec.channelMeans().get(0), spec.channelScales().get(0)));
    String stated =
        imports
            .importTo(file, ImportOptions.builder().pixels(PixelPreset.UNIT).build())
            .lines()
            .get("pixels");
    assertTrue(stated.startsWith("unit, 0 to 1"), stated);
  }

  @Test
  void shouldAskForPixelsWhereTheFirstOpsAreForOthers() throws IOException {
    Map<String, GivenGraphs> networks =
        Map.of(
            "spread pixels 255 times", placeholder().scaled("Mul", 255).scaled("Sub", 127.5f),
            "spread pixels 2 times", placeholder().scaled("Mul", 2).scaled("Sub", 1),
            "spread pixels 4 times", placeholder().scaled("Sub", .485f).scaled("RealDiv", .229f),
            "cut pixels off at 1", placeholder().scaled("Minimum", 1).scaled("Maximum", 0));
    for (Map.Entry<String, GivenGraphs> network : networks.entrySet()) {
      Path file =
          Files.write(temp.resolve("net.pb"), network.getValue().network().graph().toByteArray());
      PixelsUnknownException e =
          assertThrows(
              PixelsUnknownException.class, () -> imports.importTo(file, ImportOptions.NONE));
      assertTrue(
          e.getMessage()
              .startsWith(
                  "the ops before its first layer "
                      + network.getKey()
                      + ", as those of 0 to 1 and not of 0 to 255"),
          e.getMessage());
      imports.importTo(file, ImportOptions.builder().pixels(PixelPreset.UNIT).build());
    }
    for (GivenGraphs network :
        List.of(
            placeholder().scaled("Sub", 120),
            placeholder().scaled("Mul", 1 / 127.5f).scaled("Sub", 1),
            placeholder().scaled("Sub", 123).scaled("Mul", 1 / 58f))) {
      Path file = Files.write(temp.resolve("net.pb"), network.network().graph().toByteArray());
      imports.importTo(file, ImportOptions.NONE);
    }
  }

  @Test
  void shouldRefusePixelsThatTheInputCannotHold() throws IOException {
    GraphDef bytes =
        GivenGraphs.placeholder(DataType.DT_UINT8, -1, SIDE, SIDE, 3)
            .cast(DataType.DT_UINT8, DataType.DT_FLOAT)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("bytes.pb"), bytes.toByteArray());
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> imports.importTo(file, ImportOptions.builder().pixels(PixelPreset.UNIT).build()));
    assertTrue(
        e.getMessage()
            .startsWith(
                "'"
                    + file
                    + "': \"mean\" and \"scale\" make pixels of 0.000 to 1.000, and node 'input' takes"
                    + " uint8"),
        e.getMessage());
    assertFalse(Files.exists(Path.of(imports.folder())));
    imports.importTo(file, ImportOptions.builder().pixels(PixelPreset.NONE).build());
  }

  @Test
  void shouldSayThatPixelsMayBeScaledTwice() throws IOException {
    GraphDef scaling =
        GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3)
            .scaled("Mul", 1 / 255f)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("scaling.pb"), scaling.toByteArray());
    ImportOptions unit = ImportOptions.builder().pixels(PixelPreset.UNIT).build();
    assertEquals(
        "unit, 0 to 1; the network may scale them once more: if it does, name none",
        imports.importTo(file, unit).lines().get("pixels"));
    Path raw = Files.write(temp.resolve("raw.pb"), network().toByteArray());
    assertEquals("unit, 0 to 1", imports.importTo(raw, unit).lines().get("pixels"));
  }

  @Test
  void shouldTakeNoneForPixelsThatAreNotNormalised() throws IOException {
    // A graph that resizes whole numbers by itself takes no fractions, and "none" makes none.
    GraphDef graph =
        GivenGraphs.placeholder(DataType.DT_UINT8, -1, -1, -1, 3)
            .resized("ResizeBilinear", DataType.DT_UINT8)
            .network()
            .graph();
    Path file = Files.write(temp.resolve("bytes.pb"), graph.toByteArray());
    ImportReport report =
        imports.importTo(file, ImportOptions.builder().pixels(PixelPreset.NONE).build());
    assertEquals(
        "bilinear (TensorFlow 1's), unless another one is stated", report.lines().get("resize"));
  }

  @Test
  void shouldTurnTheChannelsRoundForCaffe() throws IOException {
    GraphDef graph = network();
    Path file = Files.write(temp.resolve("frozen.pb"), graph.toByteArray());
    imports.importTo(
        file, options(Optional.empty(), Optional.of(PixelPreset.CAFFE), Optional.empty()));
    ModelSpec spec = imports.imported().spec();
    assertEquals(List.of(123.68f, 116.779f, 103.939f), spec.channelMeans());
    float[] turned = pixels();
    for (int i = 0; i < turned.length; i += 3) {
      float red = turned[i];
      turned[i] = turned[i + 2];
      turned[i + 2] = red;
    }
    assertArrayEquals(
        scores(graph, "input", spec.output(), pixels()),
        scores(imports.imported().readGraph().graph(), "input", spec.output(), turned));
  }

  private static GivenGraphs placeholder() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3);
  }
}
