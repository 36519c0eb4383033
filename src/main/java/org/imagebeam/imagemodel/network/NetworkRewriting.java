package org.imagebeam.imagemodel.network;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphFingerprint;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.mapped.NetworkFolder;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.optimize.OptimizedGraph;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.pipeline.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;

/**
 * Makes the networks of one graph by rewrites, or takes them from the cache, where those of fused
 * layers are kept. For one thread.
 */
public final class NetworkRewriting {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkRewriting.class);
  private static final String MODEL = "model";

  private final NetworkCache cache;
  private final ModelGraph graph;
  private final BatchedGraph feed;

  /** What decides what becomes of the graph, but for the rewrites; empty if that isn't known. */
  private final Optional<Map<String, String>> facts;

  /**
   * @param graph the model's, for its checksums: what it holds may be released
   * @param batched what is rewritten; not kept
   */
  public NetworkRewriting(NetworkCache cache, ModelGraph graph, BatchedGraph batched) {
    this.cache = requireNonNull(cache, "cache is null");
    this.graph = requireNonNull(graph, "graph is null");
    this.feed = batched.withGraph(GraphDef.getDefaultInstance());
    this.facts = facts(graph, batched);
  }

  private static Optional<Map<String, String>> facts(ModelGraph graph, BatchedGraph batched) {
    Map<String, String> facts = new TreeMap<>();
    try {
      facts.put("build", Version.build());
    } catch (IOException e) {
      LOG.debug("networks are not kept", e);
      return Optional.empty();
    }
    facts.put("imagebeam", Version.current());
    facts.put("tensorflow", TensorFlow.version());
    facts.put("file", graph.checksums());
    facts.put("structure", GraphFingerprint.ofStructure(batched.graph()));
    facts.put("outputs", String.join(" ", batched.outputs()));
    return Optional.of(facts);
  }

  /** Finds the network in the cache; waits until the model's id is known, if there is one. */
  private Optional<RewrittenNetwork> find(List<GraphRewrite> rewrites) {
    return asked(rewrites)
        .flatMap(cache::find)
        .filter(network -> graph.id().equals(network.made().get(MODEL)))
        .map(network -> RewrittenNetwork.of(feed, network));
  }

  /**
   * Makes the network, and keeps it in the cache.
   *
   * @throws RuntimeException if the graph can't be rewritten so
   */
  private RewrittenNetwork make(BatchedGraph batched, List<GraphRewrite> rewrites) {
    OptimizedGraph optimized = optimize(batched, rewrites);
    Optional<NetworkFolder.Network> kept =
        optimized.fused()
            ? asked(rewrites)
                .flatMap(asked -> cache.keep(optimized.graph(), asked, Map.of(MODEL, graph.id())))
            : Optional.empty();
    return kept.map(network -> RewrittenNetwork.of(feed, network))
        .orElseGet(() -> RewrittenNetwork.of(optimized));
  }

  /**
   * Finds the network, or makes it.
   *
   * @return none if it can't be made, which a trial looks into
   * @throws org.imagebeam.model.ModelException if the graph is damaged
   */
  public Optional<RewrittenNetwork> tryOut(BatchedGraph batched, List<GraphRewrite> rewrites) {
    try {
      return Optional.of(of(() -> batched, rewrites));
    } catch (RefusedGraphException e) {
      // TensorFlow took the graph when it got its batch: this is what a rewrite made of it.
      LOG.debug("the graph can't be rewritten", e);
      return Optional.empty();
    } catch (GraphException e) {
      throw graph.folder().unusable(" is damaged: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      LOG.debug("the graph can't be rewritten", e);
      return Optional.empty();
    }
  }

  /** Finds the network or makes it. */
  public RewrittenNetwork of(Supplier<BatchedGraph> batched, List<GraphRewrite> rewrites) {
    return find(rewrites).orElseGet(() -> make(batched.get(), rewrites));
  }

  /** Makes the network with its weights in its graph. */
  public RewrittenNetwork withConstants(BatchedGraph batched, List<GraphRewrite> rewrites) {
    return RewrittenNetwork.of(optimize(batched, rewrites));
  }

  private static OptimizedGraph optimize(BatchedGraph batched, List<GraphRewrite> rewrites) {
    return InferenceOptimizer.optimize(batched, batched.outputs(), rewrites);
  }

  private Optional<Map<String, String>> asked(List<GraphRewrite> rewrites) {
    return facts.map(
        known -> {
          Map<String, String> asked = new TreeMap<>(known);
          asked.put(
              "rewrites", String.join(" ", rewrites.stream().map(GraphRewrite::name).toList()));
          return asked;
        });
  }
}
