package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.mapped.NetworkFolder;
import org.imagebeam.graph.optimize.fuse.UnfusableLayers;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * A frozen graph and the TensorFlow session that runs it. Safe for use by many threads; {@link
 * #close} must come after the last {@link #run}.
 */
public final class GraphSession implements AutoCloseable {
  private static final int ON_CALLER = -1;

  private final Graph graph;
  private final Session session;

  private GraphSession(Graph graph, Session session) {
    this.graph = graph;
    this.session = session;
  }

  /**
   * Opens a session on {@code graphDef}. TensorFlow's graph rewriter joins layers with their bias
   * and activation, and brings other precisions; layers that it would make unfit to run are kept
   * from it ({@link UnfusableLayers}).
   *
   * @param options of which the threads are those that one op may use; with 1, ops run one after
   *     another on the thread that calls {@link #run}. TensorFlow makes its pool for them once per
   *     process, and the first session's number holds for all, unless the environment has {@code
   *     TF_OVERRIDE_GLOBAL_THREADPOOL=1}, as the launcher sets it.
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   * @throws EnvironmentException if TensorFlow's libraries can't be unpacked, or the environment
   *     keeps them from what the graph needs
   */
  public static GraphSession open(GraphDef graphDef, SessionOptions options) {
    requireInstructions(graphDef, options);
    ConfigProto.Builder config = threads(options.threads());
    RewriterConfig.Builder rewrites = config.getGraphOptionsBuilder().getRewriteOptionsBuilder();
    fuseOnly(rewrites);
    options.precision().configure(rewrites);
    if (UnfusableLayers.areInFunctions(graphDef)) {
      rewrites.setRemapping(RewriterConfig.Toggle.OFF);
    }
    return open(UnfusableLayers.keepApart(graphDef), config.build());
  }

  /**
   * Opens a session on {@code graphDef}, whose layers are fused ({@link
   * org.imagebeam.graph.optimize.OptimizedGraph#fused}). It is run as it is, in float32: TensorFlow
   * rewrites nothing, nor looks for constants to fold or twins to merge, which takes a tenth of a
   * second.
   *
   * @param options of which the threads count, as in {@link #open(GraphDef, SessionOptions)}
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   * @throws EnvironmentException if TensorFlow's libraries can't be unpacked, or the environment
   *     keeps them from what the graph needs
   */
  public static GraphSession openFused(GraphDef graphDef, SessionOptions options) {
    requireNonNull(graphDef, "graphDef is null");
    return open(UnfusableLayers.keepWaitingApart(graphDef), untouched(options).build());
  }

  /**
   * Opens a session on a network whose weights are in files, as {@link #openFused} does, and maps
   * them.
   *
   * @throws RuntimeException if TensorFlow refuses the graph or can't map a file: of which type
   *     depends on its status
   */
  public static GraphSession openMapped(NetworkFolder.Network network, SessionOptions options) {
    GraphSession opened = openFused(network.graph(), options);
    try {
      SessionRuns.run(opened.session.runner().addTarget(network.initializer())).close();
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Sees that the environment doesn't keep TensorFlow from what a graph needs. Each session does so
   * when it is opened; to be asked before, where that is tried in several ways.
   *
   * @throws EnvironmentException if it does
   */
  public static void requireInstructions(GraphDef graphDef, SessionOptions options) {
    InstructionLimit.check(
        requireNonNull(graphDef, "graphDef is null"),
        requireNonNull(options, "options is null").precision());
  }

  /**
   * Of TensorFlow's graph rewriter the one pass that joins a convolution, its bias and its
   * activation. The others find nothing to do in a frozen network (constants are folded and twins
   * merged elsewhere, too), and each leaves a copy of the weights: for Inception v3 a fifth of the
   * memory, and as much of the time to the first answer.
   */
  private static void fuseOnly(RewriterConfig.Builder rewrites) {
    rewrites
        .setMetaOptimizerIterations(RewriterConfig.NumIterationsType.ONE)
        .setDisableModelPruning(true)
        .setMemoryOptimization(RewriterConfig.MemOptType.NO_MEM_OPT)
        .setRemapping(RewriterConfig.Toggle.ON)
        .setArithmeticOptimization(RewriterConfig.Toggle.OFF)
        .setCommonSubgraphElimination(RewriterConfig.Toggle.OFF)
        .setConstantFolding(RewriterConfig.Toggle.OFF)
        .setDependencyOptimization(RewriterConfig.Toggle.OFF)
        .setFunctionOptimization(RewriterConfig.Toggle.OFF)
        .setImplementationSelector(RewriterConfig.Toggle.OFF)
        .setLayoutOptimizer(RewriterConfig.Toggle.OFF)
        .setLoopOptimization(RewriterConfig.Toggle.OFF)
        .setPinToHostOptimization(RewriterConfig.Toggle.OFF)
        .setShapeOptimization(RewriterConfig.Toggle.OFF);
  }

  /**
   * Opens a session on {@code graphDef} that TensorFlow doesn't rewrite: what it answers is what
   * the graph says, op by op.
   *
   * @param options of which the threads count, as in {@link #open(GraphDef, SessionOptions)}
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   */
  public static GraphSession openAsGiven(GraphDef graphDef, SessionOptions options) {
    return open(graphDef, untouched(options).build());
  }

  /** With nothing of what TensorFlow does to a graph before it runs. */
  private static ConfigProto.Builder untouched(SessionOptions options) {
    ConfigProto.Builder config = threads(requireNonNull(options, "options is null").threads());
    config
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setOptLevel(OptimizerOptions.Level.L0);
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return config;
  }

  private static ConfigProto.Builder threads(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads == 1 ? ON_CALLER : threads);
  }

  /** Opens a session whose ops run on the threads that call it: for many small runs at once. */
  public static GraphSession openForCallers(GraphDef graphDef) {
    return open(
        graphDef,
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(ON_CALLER)
            .build());
  }

  private static GraphSession open(GraphDef graphDef, ConfigProto config) {
    InstructionLimit.check(requireNonNull(graphDef, "graphDef is null"), Precision.FLOAT32);
    NativeLibraries.require();
    Graph graph = new Graph();
    try {
      graph.importGraphDef(graphDef);
      return new GraphSession(graph, new Session(graph, config));
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Feeds one tensor and fetches one.
   *
   * @return the fetched tensor, which the caller closes; {@code fed} stays the caller's as well
   * @throws RuntimeException if an op fails: of which type depends on TensorFlow's status
   */
  public Tensor run(String feed, Tensor fed, String fetch) {
    return run(Map.of(feed, fed), fetch);
  }

  /**
   * Feeds one tensor and fetches several in one run.
   *
   * @return the fetched tensors in the order of {@code fetches}, which the caller closes; {@code
   *     fed} stays the caller's
   * @throws RuntimeException if an op fails: of which type depends on TensorFlow's status
   */
  public Result run(String feed, Tensor fed, List<String> fetches) {
    Session.Runner runner = session.runner().feed(feed, fed);
    fetches.forEach(runner::fetch);
    return SessionRuns.run(runner);
  }

  /**
   * Feeds tensors by their nodes' names, and fetches several in one run.
   *
   * @return the fetched tensors in the order of {@code fetches}, which the caller closes; the fed
   *     ones stay the caller's
   * @throws RuntimeException if an op fails: of which type depends on TensorFlow's status
   */
  public Result run(Map<String, ? extends Tensor> fed, List<String> fetches) {
    Session.Runner runner = session.runner();
    fetches.forEach(runner::fetch);
    fed.forEach(runner::feed);
    return SessionRuns.run(runner);
  }

  /**
   * Feeds tensors by their nodes' names, and fetches one.
   *
   * @return the fetched tensor, which the caller closes; the fed ones stay the caller's as well
   * @throws RuntimeException if an op fails: of which type depends on TensorFlow's status
   */
  public Tensor run(Map<String, ? extends Tensor> fed, String fetch) {
    Session.Runner runner = session.runner().fetch(fetch);
    fed.forEach(runner::feed);
    return SessionRuns.run(runner).get(0);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
