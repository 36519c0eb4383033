package org.imagebeam.graph.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

/**
 * Counts that are published, or follow from the published tables of layers: computed here by hand,
 * without a graph.
 */
class GraphSummaryOfKnownNetworksTest {
  /** A row of a paper's table: inverted residual blocks of one kind. */
  private record Blocks(int expand, int channels, int repeats, int stride, int kernel) {}

  private static final List<Blocks> MOBILENET_V2 =
      List.of(
          new Blocks(1, 16, 1, 1, 3),
          new Blocks(6, 24, 2, 2, 3),
          new Blocks(6, 32, 3, 2, 3),
          new Blocks(6, 64, 4, 2, 3),
          new Blocks(6, 96, 3, 1, 3),
          new Blocks(6, 160, 3, 2, 3),
          new Blocks(6, 320, 1, 1, 3));

  private static final List<Blocks> EFFICIENTNET_LITE0 =
      List.of(
          new Blocks(1, 16, 1, 1, 3),
          new Blocks(6, 24, 2, 2, 3),
          new Blocks(6, 40, 2, 2, 5),
          new Blocks(6, 80, 3, 2, 3),
          new Blocks(6, 112, 3, 1, 5),
          new Blocks(6, 192, 4, 2, 5),
          new Blocks(6, 320, 1, 1, 3));

  /** The side of what each block of Inception v3 is given. */
  private static final Map<String, Integer> INCEPTION_SIDES =
      Map.ofEntries(
          Map.entry("conv", 299),
          Map.entry("conv_1", 149),
          Map.entry("conv_2", 147),
          Map.entry("conv_3", 73),
          Map.entry("conv_4", 73),
          Map.entry("mixed", 35),
          Map.entry("mixed_1", 35),
          Map.entry("mixed_2", 35),
          Map.entry("mixed_3", 35),
          Map.entry("mixed_4", 17),
          Map.entry("mixed_5", 17),
          Map.entry("mixed_6", 17),
          Map.entry("mixed_7", 17),
          Map.entry("mixed_8", 17),
          Map.entry("mixed_9", 8),
          Map.entry("mixed_10", 8));

  private long weights;
  private long channels;
  private long multiplyAdds;

  private void convolution(long side, int stride, long kernel, long in, long out) {
    long outputSide = (side + stride - 1) / stride;
    weights += kernel * in * out;
    channels += out;
    multiplyAdds += outputSide * outputSide * kernel * in * out;
  }

  /** Counts a network of 224 by 224 pixels: a stem of 32 channels, blocks, a head of 1280. */
  private void count(List<Blocks> rows, int classes) {
    convolution(224, 2, 9, 3, 32);
    long side = 112;
    int in = 32;
    for (Blocks row : rows) {
      for (int i = 0; i < row.repeats(); i++) {
        int stride = i == 0 ? row.stride() : 1;
        int wide = in * row.expand();
        if (row.expand() > 1) {
          convolution(side, 1, 1, in, wide);
        }
        convolution(side, stride, (long) row.kernel() * row.kernel(), 1, wide);
        side /= stride;
        convolution(side, 1, 1, wide, row.channels());
        in = row.channels();
      }
    }
    convolution(side, 1, 1, in, 1280);
    convolution(1, 1, 1, 1280, classes);
  }

  private static GraphSummary summary(GraphDef graph) {
    return GraphSummary.of(
        graph,
        "DecodeJpeg/contents",
        List.of("softmax"),
        "pool_3",
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldAgreeWithWhatIsPublishedOfMobileNetV2() {
    count(MOBILENET_V2, 1000);
    assertEquals(300_774_272, multiplyAdds, "as torchvision has it");
    // There each convolution has a beta and a gamma, the last layer a bias.
    assertEquals(3_504_872, weights + 2 * channels - 1000);
  }

  @Test
  void shouldCountMobileNetV2() throws IOException {
    Path file = Shared.require("mobilenet-v2/classify_image_graph_def.pb");
    GraphSummary summary = summary(GraphDef.parseFrom(Files.readAllBytes(file)));
    count(MOBILENET_V2, Math.toIntExact(summary.output().shape().orElseThrow().get(1)));
    assertEquals(weights + channels, summary.parameters(), "batch norms are folded into biases");
    assertEquals(multiplyAdds, summary.multiplyAdds());
    assertEquals(537, summary.nodes());
    assertEquals(Optional.of(List.of(1L, 224L, 224L, 3L)), summary.input().shape());
  }

  @Test
  void shouldCountTheEmbeddedModel() throws IOException {
    try (InputStream in =
        GraphSummary.class.getResourceAsStream("/models/embedded/classify_image_graph_def.pb")) {
      GraphSummary summary = summary(GraphDef.parseFrom(in));
      count(EFFICIENTNET_LITE0, 1000);
      assertEquals(4_652_008, weights + 2 * channels - 1000, "as timm has it");
      assertEquals(weights + channels, summary.parameters(), "batch norms are folded into biases");
      assertEquals(multiplyAdds, summary.multiplyAdds());
      assertEquals(385_187_552, summary.multiplyAdds());
      assertEquals(4_631_000, summary.parameters());
      assertEquals(410, summary.nodes());
      assertEquals(33 + 16 + 1 + 1 + 9, summary.layers().size());
    }
  }

  @Test
  void shouldCountInceptionV3() throws IOException {
    List<String> rows = Files.readAllLines(Shared.require("inception-v3/layers.tsv"));
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split("\t", -1);
      long kernel = Long.parseLong(cells[1]) * Long.parseLong(cells[2]);
      long in = Long.parseLong(cells[3]);
      long out = Long.parseLong(cells[4]);
      weights += kernel * in * out;
      channels += out;
      if (cells[6].equals("matmul")) {
        multiplyAdds += in * out;
      } else {
        int side = INCEPTION_SIDES.get(cells[0].split("/", -1)[0]);
        long places =
            outputSide(side, cells[1], cells[5], cells[6])
                * outputSide(side, cells[2], cells[5], cells[6]);
        multiplyAdds += places * kernel * in * out;
      }
    }
    GraphSummary summary = summary(InceptionV3.graphDef(1));
    assertEquals(multiplyAdds, summary.multiplyAdds());
    // The last layer has a bias alone.
    assertEquals(weights + 2 * channels - 1008, summary.parameters());
    assertEquals(23_850_960, summary.parameters());
    assertEquals(5_713_232_480L, summary.multiplyAdds());
    assertEquals(1020, summary.nodes());
    assertEquals(94 + 1 + 9 + 5 + 11, summary.layers().size());
    assertEquals(
        Optional.of(List.of(1L, 1L, 1L, 2048L)), summary.bottleneck().orElseThrow().shape());
    assertEquals(489, summary.ops().get("Const"));
  }

  private static long outputSide(long side, String kernel, String stride, String padding) {
    int step = Integer.parseInt(stride);
    int lost = padding.equals("SAME") ? 0 : Integer.parseInt(kernel) - 1;
    return (side - lost + step - 1) / step;
  }
}
