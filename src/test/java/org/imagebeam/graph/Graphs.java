package org.imagebeam.graph;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.imagebeam.testing.Shared;
import org.tensorflow.proto.GraphDef;

/** Trained networks, for tests. */
final class Graphs {
  private static final String FILE = "classify_image_graph_def.pb";

  private Graphs() {}

  /** The graph of a model in {@code ../shared}; the calling test is skipped where it is missing. */
  static GraphDef shared(String model) throws IOException {
    try (InputStream in = Files.newInputStream(Shared.require(model + "/" + FILE))) {
      return GraphDef.parseFrom(in);
    }
  }

  static GraphDef embedded() throws IOException {
    try (InputStream in = Graphs.class.getResourceAsStream("/models/embedded/" + FILE)) {
      return GraphDef.parseFrom(in);
    }
  }
}
