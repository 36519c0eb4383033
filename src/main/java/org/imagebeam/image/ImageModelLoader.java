package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.imagebeam.graph.BatchDimension;
import org.imagebeam.graph.BatchedGraph;
import org.imagebeam.graph.ConvolutionForm;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.InferenceOptimizer;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.inference.GraphSession;
import org.imagebeam.inference.Processor;
import org.imagebeam.inference.SessionOptions;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.UnverifiedGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.GraphDef;

/**
 * Makes an {@link ImageModel} of a model folder's graph. Safe for use by many threads.
 *
 * @param <OutputT> what is made of a picture's vector
 */
public final class ImageModelLoader<OutputT> {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModelLoader.class);

  private final ImageModelSettings<OutputT> settings;

  public ImageModelLoader(ImageModelSettings<OutputT> settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Gives the graph a batch dimension, drops what inference does not need, and opens its session,
   * once the graph is known to be the one that the folder states.
   *
   * @param graph of {@code folder}; it is let go
   * @return the model, which the caller closes
   * @throws ModelException if the graph isn't the one that is stated, or lacks nodes
   */
  public ImageModel<OutputT> load(ModelFolder folder, UnverifiedGraph graph) {
    Processor processor = Processor.local();
    SessionOptions session = settings.session();
    session.precision().adviceFor(processor).ifPresent(LOG::warn);
    BatchedGraph batched = rewrite(folder, graph, session.formsOn(processor));
    ImageModel<OutputT> model = open(folder, graph, batched);
    try {
      // Before TensorFlow's kernels see it, and not before its import: the SHA-256 takes as long.
      graph.verify();
    } catch (ModelException e) {
      model.close();
      throw e;
    }
    batched = null;
    System.gc();
    model.warmUp();
    return model;
  }

  /**
   * The folder's graph with a batch dimension, up to {@code outputNode}.
   *
   * @throws ModelException if it lacks a node or can't be given a batch, naming the file
   */
  public static BatchedGraph batch(ModelFolder folder, GraphDef graph, String outputNode) {
    ModelSpec spec = folder.spec();
    try {
      return BatchDimension.add(
          graph, spec.input(), List.of(outputNode), spec.height(), spec.width());
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  private BatchedGraph rewrite(
      ModelFolder folder, UnverifiedGraph graph, Set<ConvolutionForm> forms) {
    return graph.verifyIfFails(() -> optimize(folder, graph.take(), forms));
  }

  private BatchedGraph optimize(ModelFolder folder, GraphDef graph, Set<ConvolutionForm> forms) {
    String outputNode = settings.outputNode();
    try {
      return InferenceOptimizer.optimize(
          batch(folder, graph, outputNode), List.of(outputNode), forms);
    } catch (RefusedGraphException e) {
      throw refused(folder, e.reason(), e);
    } catch (GraphException e) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          folder.path(ModelFolder.GRAPH) + " is damaged: " + e.getMessage(),
          e);
    }
  }

  private ImageModel<OutputT> open(
      ModelFolder folder, UnverifiedGraph graph, BatchedGraph batched) {
    SessionOptions session = settings.session();
    ImageModel.Wiring wiring = new ImageModel.Wiring(batched.input(), settings.outputNode());
    ImageModel.Costs costs = new ImageModel.Costs(graph.bytes(), session.usefulBatchesInFlight());
    // TensorFlow is about to hold the weights several times over, so what Java has of them goes
    // first: the graph as it was, and later the rewritten one. A tenth of a second each, once.
    System.gc();
    // Before the decoder's session, because the first session sizes TensorFlow's thread pool.
    GraphSession opened = graph.verifyIfFails(() -> openSession(folder, batched));
    PictureReader reader =
        PictureReader.of(
            batched, folder.spec(), settings.limits(), settings.exif(), settings.decode());
    return new ImageModel<>(opened, reader, wiring, costs, settings.answer());
  }

  private GraphSession openSession(ModelFolder folder, BatchedGraph batched) {
    try {
      return GraphSession.open(batched.graph(), settings.session());
    } catch (IllegalArgumentException | TensorFlowException e) {
      throw refused(folder, e.getMessage(), e);
    }
  }

  private static ModelException refused(ModelFolder folder, String reason, RuntimeException cause) {
    return new ModelException(
        ModelException.Kind.UNUSABLE,
        folder.path(ModelFolder.GRAPH) + " is refused by TensorFlow: " + reason,
        cause);
  }
}
