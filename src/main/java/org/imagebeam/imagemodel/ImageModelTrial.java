package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.imagebeam.graph.GraphFingerprint;
import org.imagebeam.graph.batch.BatchFlow;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.imagemodel.network.NetworkRewriting;
import org.imagebeam.imagemodel.network.RewrittenNetwork;
import org.imagebeam.inference.StageException;
import org.imagebeam.local.UnusedHeap;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.session.Precision;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * A model folder's network as {@link LoadTrial} tries it. What Java holds of its weights is let go
 * before TensorFlow takes the rewritten ones, since all of it at once would be the most memory that
 * a run ever takes; it is read again where a trial needs it again.
 */
final class ImageModelTrial implements LoadTrial.Subject<ImageNetwork>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModelTrial.class);

  /** Of images that the network's own graph resizes. */
  private static final int OWN_HEIGHT = 240;

  private static final int OWN_WIDTH = 320;

  private final String modelId;
  private final NetworkRewriting rewriting;
  private final List<GraphRewrite> rewrites;
  private final Supplier<BatchedGraph> reread;
  private final InferenceSettings settings;
  private final ModelFolder folder;
  private final BatchedGraph weightless;
  private final Optional<String> chance;

  /** Whether its layers were rounded to int8, whatever they compute in. */
  private final boolean int8;

  private @Nullable BatchedGraph batched;
  private @Nullable RewrittenNetwork rewritten;
  private BatchFlow.@Nullable Verdict verdict;
  private @Nullable List<float[]> images;
  private @Nullable ImageFileReader reader;

  /** The network that was opened last. */
  private @Nullable ImageNetwork opened;

  /**
   * The forms of a graph.
   *
   * @param batched with a batch dimension
   * @param rewritten with all rewrites, if they could be made
   * @param reread reads the graph again, with a batch dimension
   * @param rewriting makes others
   * @param rewrites by which {@code rewritten} was made
   */
  record Graphs(
      BatchedGraph batched,
      Optional<RewrittenNetwork> rewritten,
      Supplier<BatchedGraph> reread,
      NetworkRewriting rewriting,
      List<GraphRewrite> rewrites) {}

  ImageModelTrial(String modelId, Graphs graphs, InferenceSettings settings, ModelFolder folder) {
    this.modelId = requireNonNull(modelId, "modelId is null");
    this.batched = graphs.batched;
    this.rewritten = graphs.rewritten.orElse(null);
    this.reread = graphs.reread;
    this.rewriting = graphs.rewriting;
    this.rewrites = graphs.rewrites;
    this.settings = requireNonNull(settings, "settings is null");
    this.folder = requireNonNull(folder, "folder is null");
    this.chance =
        GraphSafety.random(graphs.batched.graph()).stream()
            .findFirst()
            .map(use -> use + " " + use.doing());
    this.int8 = Int8Rewriter.isQuantized(graphs.batched.graph());
    this.weightless = graphs.batched.withGraph(GraphDef.getDefaultInstance());
  }

  /**
   * Opens the network, and tries it first if it hasn't been tried under these circumstances.
   *
   * @throws org.imagebeam.model.ModelException if it isn't known which pixels the network takes
   * @throws RuntimeException if TensorFlow can't run the graph as it was given
   */
  LoadTrial.Result<ImageNetwork> run(TrialLog log) {
    Map<String, String> circumstances = circumstances();
    Optional<TrialOutcome> known = log.find(circumstances).filter(this::isOfTheseRewrites);
    if (known.isPresent()) {
      TrialOutcome outcome = known.get();
      return new LoadTrial.Result<>(
          outcome.asGiven() ? openGiven() : open(without(outcome.without())),
          outcome,
          Optional.empty());
    }
    UnstatedPixels.requireKnown(folder, batched());
    Agreement agreement =
        settings.session().precision() == Precision.BFLOAT16
            ? Agreement.BFLOAT16
            : int8 ? Agreement.INT8 : Agreement.FLOAT32;
    LoadTrial.Result<ImageNetwork> result =
        new LoadTrial<>(this, agreement.ofParts(this::parts)).run();
    log.save(circumstances, result.outcome());
    return result;
  }

  private boolean isOfTheseRewrites(TrialOutcome outcome) {
    return without(outcome.without()).size() + outcome.without().size() == rewrites.size();
  }

  private List<GraphRewrite> without(Set<String> names) {
    return rewrites.stream().filter(rewrite -> !names.contains(rewrite.name())).toList();
  }

  /** Names all that may alter the outcome, beside what the log knows of this machine. */
  private Map<String, String> circumstances() {
    ModelSpec spec = folder.spec();
    Map<String, String> named = new TreeMap<>();
    named.put("model", modelId);
    named.put(
        "graph",
        rewritten == null ? GraphFingerprint.of(batched().graph()) : rewritten.fingerprint());
    named.put("output", outputs());
    named.put("normalization", spec.channelMeans() + " " + spec.channelScales());
    if (UnstatedPixels.areFed(spec, weightless)) {
      // Where they are stated, nothing has looked at them.
      named.put("pixels", "not stated");
    }
    named.put("random", settings.allowRandom() ? "allowed" : "refused");
    named.put("precision", settings.session().precision().name());
    return named;
  }

  /** Returns whether the network's layers are int8, whatever they compute in here. */
  boolean isInt8() {
    return int8;
  }

  /** The nodes that are fetched. */
  String outputs() {
    return String.join(" ", weightless.outputs());
  }

  /** Takes an answer apart by the outputs, as many values each as the last network gave. */
  private List<float[]> parts(float[] values) {
    return WantedNodes.split(values, requireNonNull(opened, "nothing has been opened").lengths());
  }

  @Override
  public boolean takesOneImage() {
    return weightless.fixedBatch() == 1;
  }

  @Override
  public Optional<String> chance() {
    return chance;
  }

  /** The reader of the network's images; first asked for when a session is open. */
  ImageFileReader reader() {
    ImageFileReader found = reader;
    if (found == null) {
      found = ImageFileReader.of(weightless, folder.spec(), settings);
      reader = found;
    }
    return found;
  }

  /** Closes the reader, for which there is no use if the network can't be opened. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }

  @Override
  public boolean allowsRandom() {
    return settings.allowRandom();
  }

  @Override
  public List<GraphRewrite> rewrites() {
    return rewrites;
  }

  @Override
  public ImageNetwork open(List<GraphRewrite> chosen) {
    ImageNetwork network = open(take(chosen), chosen);
    // The graph and its serialised form are garbage by now, 400 MB of Inception v3, and the first
    // run, for which TensorFlow copies the weights twice, comes next.
    UnusedHeap.release();
    opened = network;
    return network;
  }

  private ImageNetwork open(RewrittenNetwork network, List<GraphRewrite> chosen) {
    try {
      return ImageNetwork.open(network, settings.session());
    } catch (RuntimeException e) {
      if (network.mapped().isEmpty()) {
        throw e;
      }
      // Another process may have cleared the cache.
      LOG.debug("the weights' files can't be used", e);
      return ImageNetwork.open(rewriting.withConstants(batched(), chosen), settings.session());
    }
  }

  /** The rewritten graph, which this keeps in memory no longer, nor the one it is made of. */
  private RewrittenNetwork take(List<GraphRewrite> chosen) {
    RewrittenNetwork network = rewritten;
    rewritten = null;
    if (network == null || !chosen.equals(rewrites)) {
      network = rewriting.of(this::batched, chosen);
    }
    batched = null;
    UnusedHeap.release();
    return network;
  }

  @Override
  public ImageNetwork openGiven() {
    BatchedGraph graph = batched();
    ImageNetwork given = ImageNetwork.openAsGiven(graph, settings.session());
    if (verdict == null) {
      verdict = follow(graph);
    }
    opened = given;
    return given;
  }

  /** Through shapes that are computed as the network runs, a batch is lost sight of. */
  private static BatchFlow.Verdict follow(BatchedGraph graph) {
    BatchFlow.Verdict asGiven = BatchFlow.follow(graph);
    if (asGiven.answer() != BatchFlow.Answer.OPEN) {
      return asGiven;
    }
    BatchedGraph plainer =
        InferenceOptimizer.optimize(graph, graph.outputs(), GraphRewrite.SIMPLIFYING).network();
    BatchFlow.Verdict verdict = BatchFlow.follow(plainer);
    return verdict.answer() == BatchFlow.Answer.OPEN ? asGiven : verdict;
  }

  private BatchedGraph batched() {
    BatchedGraph graph = batched;
    if (graph == null) {
      graph = reread.get();
      batched = graph;
    }
    return graph;
  }

  @Override
  public BatchFlow.Verdict batch() {
    return requireNonNull(verdict, "the graph as given hasn't been opened");
  }

  @Override
  public List<float[]> images() {
    if (images == null) {
      images = makeImages();
    }
    return images;
  }

  private List<float[]> makeImages() {
    ImageFileReader reader = reader();
    int height = reader.takesAnySize() ? OWN_HEIGHT : reader.height();
    int width = reader.takesAnySize() ? OWN_WIDTH : reader.width();
    try {
      return List.of(
          reader.bring(TrialImages.bright(height, width), height, width),
          reader.bring(TrialImages.dark(height, width), height, width));
    } catch (StageException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
