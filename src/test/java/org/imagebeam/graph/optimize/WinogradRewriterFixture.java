package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Convolutions to rewrite, and what the rewritten graph answers. */
abstract class WinogradRewriterFixture {
  private static final int HEIGHT = 19;
  static final int WIDTH = 14;
  static final int CHANNELS = 64;
  private static final NodeDef IMAGE =
      Nodes.placeholder("image", DataType.DT_FLOAT, -1, HEIGHT, WIDTH, 3);

  /** Of a gain of about one. */
  static NodeDef weights(String name, int height, int width, int in, int out) {
    float[] values = Layers.random(height * width * in * out);
    for (int i = 0; i < values.length; i++) {
      values[i] /= (float) Math.sqrt(height * width * in);
    }
    return NodeDefs.constFloats(name, List.of(height, width, in, out), values);
  }

  static NodeDef.Builder conv(String padding) {
    return Layers.conv("Conv2D", "conv", "features", "weights")
        .putAttr("padding", NodeDefs.string(padding));
  }

  /** The nodes, behind {@code features} of {@link #CHANNELS} channels. */
  static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder()
        .addNode(IMAGE)
        .addNode(weights("first", 1, 1, 3, CHANNELS))
        .addNode(Layers.conv("Conv2D", "features", "image", "first"))
        .addAllNode(List.of(nodes))
        .build();
  }

  private static BatchedRun.Answer answer(GraphDef graph, String output) {
    return BatchedRun.of(graph, HEIGHT, WIDTH, Layers.random(3 * HEIGHT * WIDTH * 3), output);
  }

  static GraphDef rewrite(GraphDef graph, String output) {
    GraphDef rewritten = WinogradRewriter.rewrite(graph, List.of(output));
    BatchedRun.Answer before = answer(graph, output);
    BatchedRun.Answer after = answer(rewritten, output);
    assertEquals(before.shape(), after.shape());
    // Of sums of up to 1600 products with a spread of some 2.
    assertArrayEquals(before.values(), after.values(), 3e-4f);
    return rewritten;
  }
}
