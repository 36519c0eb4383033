package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.imagebeam.graph.DeadBranches;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.IdentityLists;
import org.imagebeam.graph.LongNames;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.UnfrozenGraphException;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.ImageFeed;
import org.imagebeam.graph.input.PixelRange;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.image.DecodeGraph;
import org.imagebeam.imagemodel.network.NetworkCache;
import org.imagebeam.imagemodel.network.NetworkRewriting;
import org.imagebeam.imagemodel.network.RewrittenNetwork;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.FastestRewrites;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.Int8Kernels;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/** Makes an {@link ImageModel} of a model folder's graph. Safe for use by many threads. */
public final class ImageModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModelLoader.class);

  private ImageModelLoader() {}

  /**
   * Gives the graph a batch dimension, drops what inference does not need, and opens its session,
   * once the graph is known to be the one that the folder states. Where this network hasn't been
   * tried on this kind of processor, it is held to the graph as given, see {@link LoadTrial}.
   *
   * @param graph is released
   * @param outputNode whose values are fetched: {@code [1, n]} an image
   * @param settings how images are read, and how the network computes
   * @param answer what is made of an image's vector
   * @param cache the folder where the outcomes of trials are kept
   * @return the model, which the caller closes
   * @throws ModelException if the graph isn't the one that is stated, lacks nodes, does more than
   *     to compute where the folder doesn't allow that, doesn't run, or has no answer within
   *     minutes
   */
  public static <OutputT> ImageModel<OutputT> load(
      ModelGraph graph,
      String outputNode,
      InferenceSettings settings,
      VectorFunction<OutputT> answer,
      Path cache) {
    List<GraphRewrite> rewrites = rewrites(graph, settings.session());
    return load(graph, outputNode, settings, answer, cache, rewrites);
  }

  /**
   * Loads a graph whose labels were read, and uses what was made of it for that; see {@link
   * #load(ModelGraph, String, InferenceSettings, VectorFunction, Path)}.
   *
   * @param labels of the graph; their graph is released
   */
  public static <OutputT> ImageModel<OutputT> load(
      ModelGraph graph,
      ModelLabels labels,
      String outputNode,
      InferenceSettings settings,
      VectorFunction<OutputT> answer,
      Path cache) {
    List<GraphRewrite> rewrites = rewrites(graph, settings.session());
    return load(graph, labels::takeBatched, outputNode, settings, answer, cache, rewrites);
  }

  private static List<GraphRewrite> rewrites(ModelGraph graph, SessionOptions session) {
    if (session.precision() == Precision.INT8 && !Int8Rewriter.isQuantized(graph.graph())) {
      throw graph
          .folder()
          .unusable(": its layers are float32, and int8 is asked for: quantize the model");
    }
    String file = graph.folder().path(ModelFolder.GRAPH);
    return FastestRewrites.of(graph.graph(), session, what -> LOG.warn("{}: {}", file, what));
  }

  static <OutputT> ImageModel<OutputT> load(
      ModelGraph graph,
      String outputNode,
      InferenceSettings settings,
      VectorFunction<OutputT> answer,
      Path cache,
      List<GraphRewrite> rewrites) {
    return load(graph, outputs -> Optional.empty(), outputNode, settings, answer, cache, rewrites);
  }

  private static <OutputT> ImageModel<OutputT> load(
      ModelGraph graph,
      Function<List<String>, Optional<BatchedGraph>> made,
      String outputNode,
      InferenceSettings settings,
      VectorFunction<OutputT> answer,
      Path cache,
      List<GraphRewrite> rewrites) {
    ModelFolder folder = graph.folder();
    SessionOptions session = settings.session();
    session.precision().adviceFor(CpuFeatures.local()).ifPresent(LOG::warn);
    List<String> outputs = new ArrayList<>(List.of(outputNode));
    outputs.addAll(answer.otherNodes());
    ImageModelTrial trial =
        prepare(graph, made, outputs, settings, new NetworkCache(cache), rewrites);
    LoadTrial.Result<ImageNetwork> result = run(trial, new TrialLog(cache), folder, graph.id());
    for (String warning : result.outcome().warnings()) {
      LOG.warn("{}: {}", folder.path(ModelFolder.GRAPH), LongNames.shorten(warning));
    }
    ImageModel.Costs costs =
        new ImageModel.Costs(
            graph.bytes(),
            session.usefulBatchesInFlight(),
            trial.isInt8() ? Int8Kernels.BATCH_SIZE : BatchOptions.DEFAULT_SIZE,
            result.outcome().alone() ? 1 : result.network().largestBatch());
    ImageModel<OutputT> model =
        new ImageModel<>(result.network(), trial.reader(), costs, WantedNodes.of(outputs), answer);
    FirstRun.of(folder, graph.id() + " " + String.join(" ", outputs))
        .make(
            () ->
                model
                    .warmUp(result.answer())
                    .ifPresent(
                        remark -> LOG.warn("{}: {}", folder.path(ModelFolder.GRAPH), remark)));
    return model;
  }

  /** Opens the network, and tries it where it hasn't been tried. */
  private static LoadTrial.Result<ImageNetwork> run(
      ImageModelTrial trial, TrialLog log, ModelFolder folder, String id) {
    AtomicReference<LoadTrial.Result<ImageNetwork>> result = new AtomicReference<>();
    try {
      FirstRun.of(folder, id + " " + trial.outputs()).make(() -> result.set(trial.run(log)));
    } catch (ModelException e) {
      throw e;
    } catch (EnvironmentException e) {
      trial.close();
      throw e;
    } catch (RandomAnswersException e) {
      trial.close();
      throw folder
          .unusable(
              ": "
                  + LongNames.shorten(e.reason())
                  + ". Save it for inference, or allow scores that differ",
              e)
          .withRemedy(Remedy.of(Remedy.Kind.ALLOW_RANDOM));
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      trial.close();
      throw refused(folder, oneLine(e), e);
    }
    return requireNonNull(result.get());
  }

  /**
   * Makes ready what is to be tried. Whatever holds the graph's weights is in what comes out, and
   * nowhere else.
   */
  private static ImageModelTrial prepare(
      ModelGraph graph,
      Function<List<String>, Optional<BatchedGraph>> made,
      List<String> outputs,
      InferenceSettings settings,
      NetworkCache cache,
      List<GraphRewrite> rewrites) {
    ModelFolder folder = graph.folder();
    DecodeGraph.unheeded(graph.graph())
        .ifPresent(
            asked -> LOG.warn("{}: {}", folder.path(ModelFolder.GRAPH), LongNames.shorten(asked)));
    requireFitting(graph);
    FrontResize.unstated(folder.spec(), graph.graph())
        .ifPresent(
            unstated ->
                LOG.warn("{}: {}", folder.path(ModelFolder.SPEC), LongNames.shorten(unstated)));
    BatchedGraph batched =
        made.apply(outputs)
            .orElseGet(() -> graph.verifyIfFails(() -> batch(folder, graph.take(), outputs)));
    graph.release();
    if (batched.rawPixels() && folder.spec().normalises()) {
      LOG.warn(
          "{}: \"mean\" and \"scale\" are not applied, because the graph takes a file's bytes and"
              + " scales pixels by itself",
          folder.path(ModelFolder.SPEC));
    }
    GraphSession.requireInstructions(batched.graph(), settings.session());
    NetworkRewriting rewriting = new NetworkRewriting(cache, graph, batched);
    Optional<RewrittenNetwork> rewritten =
        graph.verifyIfFails(() -> rewriting.tryOut(batched, rewrites));
    // Before TensorFlow's kernels see it; and before its import, for which the heap has to be rid
    // of the file's content: with it a load can take 400 MiB more than all that comes after.
    graph.verify();
    return new ImageModelTrial(
        graph.id(),
        new ImageModelTrial.Graphs(
            batched,
            rewritten,
            () -> batch(folder, folder.readGraph().graph(), outputs),
            rewriting,
            rewrites),
        settings,
        folder);
  }

  /** Sees whether the graph can take the values that are stated. */
  private static void requireFitting(ModelGraph graph) {
    ModelSpec spec = graph.folder().spec();
    if (spec.statesPixels()) {
      PixelRange.of(spec.channelMeans(), spec.channelScales())
          .misfit(graph.graph(), spec.input())
          .ifPresent(
              misfit -> {
                graph.verify();
                throw graph.folder().unusable(new UnfitGraphException(misfit));
              });
    }
  }

  /**
   * The folder's graph as it takes a batch of images, or one, up to {@code outputNode}; {@link
   * BatchedGraph#output} says which node to fetch.
   *
   * @throws ModelException if it lacks a node, isn't frozen, or can't be fed images alone, naming
   *     the file
   */
  public static BatchedGraph batch(ModelFolder folder, GraphDef graph, String outputNode) {
    return batch(folder, graph, List.of(outputNode));
  }

  /**
   * As {@link #batch(ModelFolder, GraphDef, String)}, up to several nodes: {@link
   * BatchedGraph#outputs} says which to fetch.
   *
   * @throws ModelException likewise
   */
  public static BatchedGraph batch(ModelFolder folder, GraphDef graph, List<String> outputs) {
    ModelSpec spec = folder.spec();
    for (String output : outputs) {
      folder.requireSafe(graph, GraphIndex.nodeName(output));
    }
    List<String> kept = new ArrayList<>(outputs);
    kept.add(spec.input());
    GraphDef plain = DeadBranches.drop(IdentityLists.bypass(graph, kept), kept);
    try {
      return BatchDimension.add(
          plain,
          new ImageFeed(
              spec.input(), spec.height(), spec.width(), spec.normalises(), spec.sizing()),
          outputs);
    } catch (UnfrozenGraphException e) {
      throw UnfrozenModel.exception(folder, e);
    } catch (RefusedGraphException e) {
      throw refused(folder, e.reason(), e);
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  /** TensorFlow names the node in a line of its own. */
  private static String oneLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return LongNames.shorten(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private static ModelException refused(ModelFolder folder, String reason, RuntimeException cause) {
    return folder.unusable(" is refused by TensorFlow: " + reason, cause);
  }
}
