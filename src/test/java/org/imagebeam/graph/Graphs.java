package org.imagebeam.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.session.FastestRewrites;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.Shared;
import org.tensorflow.proto.GraphDef;

/** Trained networks, for tests. */
public final class Graphs {
  private static final String FILE = "classify_image_graph_def.pb";

  private Graphs() {}

  /** The graph of a model in {@code ../shared}; the calling test is skipped where it is missing. */
  public static GraphDef shared(String model) throws IOException {
    try (InputStream in = Files.newInputStream(Shared.require(model + "/" + FILE))) {
      return GraphDef.parseFrom(in);
    }
  }

  /** Inception v3 with seeded weights and a batch dimension, to its softmax. */
  public static BatchedGraph batchedInceptionV3() {
    return BatchDimension.add(
        InceptionV3.graphDef(1),
        "DecodeJpeg/contents",
        List.of("softmax"),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns all rewrites for whose ops TensorFlow has a kernel in this process. */
  public static List<GraphRewrite> rewritesThatRun() {
    List<GraphRewrite> here = FastestRewrites.here(SessionOptions.DEFAULT);
    return GraphRewrite.choose(
        rewrite -> !GraphRewrite.FUSING.contains(rewrite) || here.contains(rewrite));
  }

  /** Returns the portable rewrites and one more, in order. */
  public static List<GraphRewrite> portableAnd(GraphRewrite one) {
    return GraphRewrite.choose(
        rewrite -> rewrite.equals(one) || GraphRewrite.PORTABLE.contains(rewrite));
  }

  public static GraphDef embedded() throws IOException {
    try (InputStream in = Graphs.class.getResourceAsStream("/models/embedded/" + FILE)) {
      return GraphDef.parseFrom(in);
    }
  }
}
