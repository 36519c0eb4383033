package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What a rewritten graph answers for a batch is what the graph as it was answers one by one: given
 * a batch dimension alone, and optimised too.
 */
class InferenceOptimizerAnswersTest {
  private static final float TOLERANCE = 1e-4f;
  private static final List<String> OUTPUTS = List.of("softmax", "pool_3");
  private static final String CONTENTS = "DecodeJpeg/contents";

  /** Photographs of different sizes that DecodeJpeg reads. */
  private static final List<String> PHOTOGRAPHS =
      List.of(
          "kitten.jpg",
          "hopper_gray.jpg",
          "pil_sample_cmyk.jpg",
          "skimage_chelsea.png",
          "jetson_banana_0.jpg",
          "castle.jpg",
          "flower.jpg",
          "jetson_polar_bear.jpg");

  /** What the graph gives for one image: at the node to be fed, and at the outputs. */
  private static final class Single {
    final float[] pixels;
    final float[] scores;
    final float[] bottleneck;

    Single(LoadedGraph graph, byte[] image, String fed) {
      pixels = graph.run(image, fed).values();
      scores = graph.scores(image);
      bottleneck = graph.run(image, "pool_3").values();
    }
  }

  private static List<Single> singles(GraphDef graph, String fed, List<byte[]> images) {
    List<Single> singles = new ArrayList<>();
    try (LoadedGraph original = new LoadedGraph(graph)) {
      for (byte[] image : images) {
        singles.add(new Single(original, image, fed));
      }
    }
    return singles;
  }

  private static void assertBatchesAnswerLike(List<Single> singles, BatchedGraph batched) {
    assertFalse(
        Arrays.equals(top5(singles.get(0).scores), top5(singles.get(1).scores)),
        "images that are answered alike prove nothing");
    assertAnswersLike(singles, batched);
    assertAnswersLike(singles, InferenceOptimizer.optimize(batched, OUTPUTS, Set.of()));
    assertAnswersLike(
        singles, InferenceOptimizer.optimize(batched, OUTPUTS, Set.of(ConvolutionForm.SPLIT)));
    assertAnswersLike(
        singles, InferenceOptimizer.optimize(batched, OUTPUTS, Graphs.formsThatRun()));
  }

  private static void assertAnswersLike(List<Single> singles, BatchedGraph batched) {
    try (BatchedRun run = new BatchedRun(batched)) {
      for (int size : List.of(1, 3, 8)) {
        List<Single> batch = singles.subList(singles.size() - size, singles.size());
        List<float[]> pixels = batch.stream().map(single -> single.pixels).toList();
        BatchedRun.Answer scores = run.run(pixels, "softmax");
        BatchedRun.Answer bottlenecks = run.run(pixels, "pool_3");
        assertEquals((long) size, scores.shape().get(0));
        assertEquals((long) size, bottlenecks.shape().get(0));
        for (int i = 0; i < size; i++) {
          Single single = batch.get(i);
          assertArrayEquals(single.scores, scores.row(i), TOLERANCE, "image " + i);
          assertArrayEquals(top5(single.scores), top5(scores.row(i)), "image " + i);
          assertArrayEquals(single.bottleneck, bottlenecks.row(i), TOLERANCE, "image " + i);
        }
      }
    }
  }

  private static int[] top5(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -scores[i]).thenComparing(i -> i))
        .limit(5)
        .mapToInt(i -> i)
        .toArray();
  }

  private static BatchedGraph batched(GraphDef graph, String input, Optional<Integer> side) {
    return BatchDimension.add(graph, input, OUTPUTS, side, side);
  }

  private static List<byte[]> drawn() {
    return IntStream.range(0, 8).mapToObj(i -> Images.jpeg(30 + 5 * i, 40, i)).toList();
  }

  private static List<byte[]> photographs() throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (String name : PHOTOGRAPHS) {
      images.add(Files.readAllBytes(Shared.require("images/" + name)));
    }
    return images;
  }

  private static void assertTakesABatch(GraphDef graph, int side) throws IOException {
    BatchedGraph batched = batched(graph, CONTENTS, Optional.empty());
    assertEquals(side, batched.height());
    assertEquals(side, batched.width());
    assertBatchesAnswerLike(singles(graph, "ResizeBilinear", photographs()), batched);
  }

  @Test
  void shouldAnswerLikeATinyGraph() {
    GraphDef graph = TinyGraphs.imageNet(16, 20, 1);
    assertBatchesAnswerLike(
        singles(graph, "ResizeBilinear", drawn()), batched(graph, CONTENTS, Optional.empty()));
  }

  @Test
  void shouldAnswerLikeAGraphFedBehindItsNormalisation() {
    GraphDef graph = TinyGraphs.imageNet(16, 20, 1);
    assertBatchesAnswerLike(singles(graph, "Mul", drawn()), batched(graph, "Mul", Optional.of(16)));
  }

  @Test
  void shouldAnswerLikeAGraphFedAtItsResize() {
    GraphDef graph = TinyGraphs.imageNet(16, 20, 1);
    assertBatchesAnswerLike(
        singles(graph, "ResizeBilinear", drawn()),
        batched(graph, "ResizeBilinear", Optional.empty()));
  }

  @Test
  void shouldAnswerLikeAGraphFedAtAFloatPlaceholder() {
    GraphDef whole = TinyGraphs.imageNet(16, 20, 1);
    GraphDef.Builder network = GraphDef.newBuilder();
    for (NodeDef node : whole.getNodeList()) {
      network.addNode(
          node.getName().equals("Sub") ? NodeDefs.placeholder("Sub", DataType.DT_FLOAT) : node);
    }
    GraphDef graph = Subgraph.endingAt(network.build(), List.of("softmax"));
    assertEquals(Optional.empty(), new GraphIndex(graph).find("ResizeBilinear"));
    assertBatchesAnswerLike(singles(whole, "Sub", drawn()), batched(graph, "Sub", Optional.of(16)));
  }

  @Test
  void shouldAnswerLikeMobilenetV1() throws IOException {
    assertTakesABatch(Graphs.shared("mobilenet-v1-tiny"), 128);
  }

  @Test
  void shouldAnswerLikeMobilenetV2() throws IOException {
    assertTakesABatch(Graphs.shared("mobilenet-v2"), 224);
  }

  @Test
  void shouldAnswerLikeTheEmbeddedModel() throws IOException {
    assertTakesABatch(Graphs.embedded(), 224);
  }

  @Test
  void shouldAnswerLikeInceptionV3() {
    GraphDef graph = InceptionV3.graphDef(1);
    BatchedGraph batched = batched(graph, CONTENTS, Optional.empty());
    assertEquals(299, batched.height());
    assertEquals(299, batched.width());
    assertEquals(8, batched.graph().getVersions().getProducer());
    assertBatchesAnswerLike(singles(graph, "ResizeBilinear", drawn()), batched);
  }
}
