package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.model.Heads;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

class FrontResizeTest {
  private static GraphDef graph(String op, String... settings) {
    return GivenGraphs.decoding()
        .cast(BYTE, FLOAT)
        .expanded()
        .resized(op, FLOAT, settings)
        .network()
        .graph();
  }

  private static Optional<String> unstated(GraphDef graph, Sizing sizing, String input) {
    ModelSpec spec =
        new ModelSpec(
            input,
            "out",
            "mean",
            Optional.empty(),
            sizing,
            Optional.empty(),
            Optional.empty(),
            GraphAdaptation.NONE,
            0,
            Heads.NONE,
            Optional.empty());
    return FrontResize.unstated(spec, graph);
  }

  private static String resize(GraphDef graph) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOp().startsWith("Resize"))
        .findFirst()
        .orElseThrow()
        .getName();
  }

  @Test
  void shouldSayWhatToState() {
    GraphDef graph = graph("ResizeBicubic", "half_pixel_centers");
    String node = resize(graph);
    assertEquals(
        Optional.of(
            "\"resize\" is not stated, and node '"
                + node
                + "' in front of the input resizes by bicubic: state \"resize\": \"bicubic\", or"
                + " scores differ from the graph's own"),
        unstated(graph, Sizing.DEFAULT, node));
    assertEquals(
        Optional.empty(), unstated(graph, Sizing.of(ResizeMethod.AREA, false), node), "stated");
    assertEquals(Optional.empty(), unstated(graph, Sizing.DEFAULT, "input"), "by itself");
  }

  @Test
  void shouldSayThatItCannotBeTold() {
    GraphDef graph = graph("ResizeNearestNeighbor");
    String node = resize(graph);
    assertEquals(
        Optional.of(
            "\"resize\" is not stated, and the graph doesn't show how it resizes images in front of its"
                + " input (node '"
                + node
                + "' (ResizeNearestNeighbor) does it in a way that isn't served): they are resized"
                + " by bilinear, as TensorFlow 1 does"),
        unstated(graph, Sizing.DEFAULT, node));
  }

  @Test
  void shouldSayNothingWhereItIsDoneAlike() {
    GraphDef graph = graph("ResizeBilinear");
    assertEquals(Optional.empty(), unstated(graph, Sizing.DEFAULT, resize(graph)));
  }
}
