package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.DeepNetworks;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.input.BatchedGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

/** The deeper a network, the less each of its convolutions may round. */
class WinogradPlanTest {
  private static final List<String> OUTPUTS = List.of(DeepNetworks.SCORES);

  /** Of scores that add up to 1, of two images. */
  private static final float TOLERANCE = 1e-4f;

  private static Map<Integer, Long> tiles(BatchedGraph network) {
    return WinogradPlan.choose(network.graph(), OUTPUTS).stream()
        .collect(Collectors.groupingBy(conv -> conv.tiles().outputs(), Collectors.counting()));
  }

  private static float[] scores(BatchedGraph network) {
    try (BatchedRun run = new BatchedRun(network)) {
      return run.run(DeepNetworks.images(network, 2), DeepNetworks.SCORES).values();
    }
  }

  private static void assertHoldsTheScores(BatchedGraph network) {
    BatchedGraph rewritten =
        InferenceOptimizer.optimize(network, OUTPUTS, Set.of(ConvolutionForm.WINOGRAD));
    float[] expected = scores(network);
    assertTrue(DeepNetworks.spread(expected) > 0.1, "scores that are alike prove nothing");
    assertArrayEquals(expected, scores(rewritten), TOLERANCE);
  }

  @Test
  void shouldTakeSmallerTilesInDeeperNetworks() {
    assertEquals(Map.of(6, 4L), tiles(DeepNetworks.plain(4, 48)));
    assertEquals(Map.of(6, 20L), tiles(DeepNetworks.plain(20, 48)));
    assertEquals(Map.of(4, 40L), tiles(DeepNetworks.plain(40, 48)));
    assertEquals(Map.of(2, 200L), tiles(DeepNetworks.plain(200, 48)));
  }

  @Test
  void shouldHoldTheScoresOfANetworkLikeResNet101() {
    BatchedGraph network = DeepNetworks.residual(3, 4, 23, 3);
    // Of 33, three have a stride, and two have too few places to gain by small tiles.
    assertEquals(28, WinogradPlan.choose(network.graph(), OUTPUTS).size());
    assertHoldsTheScores(network);
  }

  @Test
  void shouldHoldTheScoresOfANetworkLikeTheBeginOfEfficientNetV2() {
    BatchedGraph network = DeepNetworks.fusedInverted();
    assertEquals(6, WinogradPlan.choose(network.graph(), OUTPUTS).size());
    assertHoldsTheScores(network);
  }

  @Test
  void shouldLeaveAGraphWithoutSuchConvolutions() {
    GraphDef graph = Layers.graph(Layers.WEIGHTS, Layers.CONV);
    assertEquals(List.of(), WinogradPlan.choose(graph, List.of("conv")));
  }
}
