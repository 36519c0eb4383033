package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Uses;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ElementwiseRegionsTest {
  private static final NodeDef SIGMOID = Layers.op("sigmoid", "Sigmoid", "image");
  private static final NodeDef SWISH = Layers.op("swish", "Mul", "image", "sigmoid");

  private static List<ElementwiseRegions.Region> after(GraphDef graph, String... outputs) {
    return new ElementwiseRegions(new GraphIndex(graph), new Uses(graph, List.of(outputs)))
        .after("image");
  }

  private static List<String> ends(List<ElementwiseRegions.Region> regions) {
    return regions.stream().map(region -> region.last().getName()).toList();
  }

  @Test
  void shouldFindClosedRegionsFromSmallToLarge() {
    GraphDef graph = Layers.graph(SIGMOID, SWISH, Layers.op("out", "Neg", "swish"));
    List<ElementwiseRegions.Region> regions = after(graph, "out");
    assertEquals(List.of("swish", "out"), ends(regions));
    assertEquals(List.of(SIGMOID, SWISH), regions.get(0).nodes());
    assertEquals(-2 / (1 + Math.exp(-2)), regions.get(1).function().applyAsDouble(2), 1e-15);
  }

  @Test
  void shouldLeaveWhatOthersSee() {
    assertEquals(List.of(), after(Layers.graph(SIGMOID, SWISH), "swish", "sigmoid"));
    assertEquals(List.of(), after(Layers.graph(SIGMOID, SWISH), "swish", "image"));
    GraphDef waited = Layers.graph(SIGMOID, SWISH, Layers.op("other", "Relu", "swish", "^sigmoid"));
    assertEquals(List.of(), after(waited, "other"));
  }

  @Test
  void shouldLeaveOtherTensorsAndConstantsOfSeveralValues() {
    NodeDef three = Layers.vector("three", 1, 2, 3);
    assertEquals(
        List.of(), after(Layers.graph(three, Layers.op("out", "Mul", "image", "three")), "out"));
    NodeDef other = NodeDefs.placeholder("other", org.tensorflow.proto.DataType.DT_FLOAT);
    assertEquals(
        List.of(), after(Layers.graph(other, Layers.op("out", "Mul", "image", "other")), "out"));
  }

  @Test
  void shouldEndWithoutBoundsInALongChain() {
    NodeDef[] chain = new NodeDef[40];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = Layers.op("n" + i, "Neg", i == 0 ? "image" : "n" + (i - 1));
    }
    List<ElementwiseRegions.Region> regions = after(Layers.graph(chain), "n39");
    assertEquals("n0", regions.get(0).last().getName());
    assertTrue(regions.size() < 40, regions.size() + " regions");
  }
}
