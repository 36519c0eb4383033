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

/** Makes an {@link ImageModel} of a model folder's graph. Safe for use by many threads. */
public final class ImageModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModelLoader.class);

  private ImageModelLoader() {}

  /**
   * Gives the graph a batch dimension, drops what inference does not need, and opens its session,
   * once the graph is known to be the one that the folder states.
   *
   * @param settings what it is told
   * @param folder of the model
   * @param graph of {@code folder}; it is let go
   * @return the model, which the caller closes
   * @throws ModelException if the graph isn't the one that is stated, or lacks nodes
   */
  public static <OutputT> ImageModel<OutputT> load(
      ImageModelSettings<OutputT> settings, ModelFolder folder, UnverifiedGraph graph) {
    Processor processor = Processor.local();
    SessionOptions session = requireNonNull(settings, "settings is null").session();
    session.precision().adviceFor(processor).ifPresent(LOG::warn);
    BatchedGraph batched =
        rewrite(settings.outputNode(), folder, graph, session.formsOn(processor));
    // Before TensorFlow's kernels see it; and before its import, for which the heap has to be rid
    // of the file's content: with it a load can take 400 MiB more than all that comes after.
    graph.verify();
    ImageModel.Wiring wiring = new ImageModel.Wiring(batched.input(), settings.outputNode());
    ImageModel.Costs costs =
        new ImageModel.Costs(graph.bytes(), session.usefulBatchesInFlight(), Integer.MAX_VALUE);
    // TensorFlow is about to hold the weights several times over, so what Java has of them goes
    // first: the graph as it was, and then the rewritten one. A tenth of a second each, once.
    System.gc();
    // Before the decoder's session, because the first session sizes TensorFlow's thread pool.
    GraphSession opened = openSession(session, folder, batched);
    PictureReader reader =
        PictureReader.of(
            batched, folder.spec(), settings.limits(), settings.exif(), settings.decode());
    batched = null;
    System.gc();
    ImageModel<OutputT> model = new ImageModel<>(opened, reader, wiring, costs, settings.answer());
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

  private static BatchedGraph rewrite(
      String outputNode, ModelFolder folder, UnverifiedGraph graph, Set<ConvolutionForm> forms) {
    return graph.verifyIfFails(() -> optimize(outputNode, folder, graph.take(), forms));
  }

  private static BatchedGraph optimize(
      String outputNode, ModelFolder folder, GraphDef graph, Set<ConvolutionForm> forms) {
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

  private static GraphSession openSession(
      SessionOptions session, ModelFolder folder, BatchedGraph batched) {
    try {
      return GraphSession.open(batched.graph(), session);
    } catch (IllegalArgumentException | UnsupportedOperationException | TensorFlowException e) {
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
