package org.imagebeam.graph.input;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class UnscaledPixelsTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;

  private static GivenGraphs ofAnySize() {
    return GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3);
  }

  /** Whether they do in a graph whose resize stays with it. */
  private static boolean reachALayer(GivenGraphs given) {
    GraphDef graph = given.network().graph();
    BatchedGraph batched =
        BatchDimension.add(
            graph, new ImageFeed("input", Optional.empty(), Optional.empty(), false), "out");
    assertTrue(batched.front().isPresent(), "the graph resizes by itself");
    return UnscaledPixels.reachALayer(batched);
  }

  @Test
  void shouldSeeWhatScalesBehindAResize() {
    assertFalse(
        reachALayer(
            ofAnySize()
                .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
                .scaled("Mul", 1 / 255f)));
  }

  @Test
  void shouldSeeWhatScalesBeforeAResize() {
    assertFalse(
        reachALayer(
            ofAnySize()
                .scaled("Mul", 1 / 255f)
                .resized("ResizeBilinear", FLOAT, "half_pixel_centers")));
  }

  @Test
  void shouldFollowPixelsThroughAResize() {
    assertTrue(reachALayer(ofAnySize().resized("ResizeBilinear", FLOAT, "half_pixel_centers")));
  }
}
