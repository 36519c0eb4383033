package org.imagebeam.imagemodel.network;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.graph.GraphFingerprint;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.mapped.NetworkFolder;
import org.imagebeam.graph.optimize.OptimizedGraph;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.proto.GraphDef;

/**
 * A rewritten network, ready to be opened.
 *
 * @param network how it is fed; and its graph, if its weights are constants there
 * @param fused as of {@link OptimizedGraph}
 * @param mapped its graph, if its weights are in files
 */
public record RewrittenNetwork(
    BatchedGraph network, boolean fused, Optional<NetworkFolder.Network> mapped) {
  public RewrittenNetwork {
    requireNonNull(network, "network is null");
    requireNonNull(mapped, "mapped is null");
  }

  /** Makes one whose weights are constants. */
  static RewrittenNetwork of(OptimizedGraph optimized) {
    return new RewrittenNetwork(optimized.network(), optimized.fused(), Optional.empty());
  }

  /** Makes one of fused layers whose weights are in files. */
  static RewrittenNetwork of(BatchedGraph feed, NetworkFolder.Network mapped) {
    return new RewrittenNetwork(
        feed.withGraph(GraphDef.getDefaultInstance()), true, Optional.of(mapped));
  }

  /** Returns digits that differ where the graph or a weight does. */
  public String fingerprint() {
    return mapped
        .map(NetworkFolder.Network::fingerprint)
        .orElseGet(() -> GraphFingerprint.of(network.graph()));
  }

  /**
   * Opens its session.
   *
   * @throws RuntimeException if TensorFlow refuses the graph: of which type depends on its status
   */
  public GraphSession open(SessionOptions options) {
    if (mapped.isPresent()) {
      return GraphSession.openMapped(mapped.get(), options);
    }
    return fused
        ? GraphSession.openFused(network.graph(), options)
        : GraphSession.open(network.graph(), options);
  }
}
