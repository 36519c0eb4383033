package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.BatchDimension;
import org.imagebeam.graph.BatchedGraph;
import org.imagebeam.graph.ConvolutionForm;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.InferenceOptimizer;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.inference.GraphSession;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.Processor;
import org.imagebeam.inference.SessionOptions;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.model.ModelSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * Brings image files through a model folder's graph, to one float vector a picture, of which {@code
 * answer} makes what the pipeline goes on with.
 *
 * @param <OutputT> what is made of a picture's vector
 */
public final class ImageModelHandler<OutputT>
    implements ModelHandler<MatchResult.Metadata, float[], OutputT> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ImageModelHandler.class);

  private final Settings settings;
  private final VectorFunction<OutputT> answer;

  /**
   * All that makes one picture's vector differ from another's.
   *
   * @param location of the model
   * @param modelId of the graph that is meant
   * @param outputNode whose values are fetched: {@code [1, n]} a picture
   * @param limits of a picture
   * @param exif what becomes of the orientation
   * @param decode which pixels a JPEG gives
   * @param session in which precision the network computes, and on how many threads
   */
  public record Settings(
      ModelLocation location,
      String modelId,
      String outputNode,
      ImageLimits limits,
      ExifMode exif,
      DecodeMode decode,
      SessionOptions session)
      implements Serializable {
    public Settings {
      requireNonNull(location, "location is null");
      requireNonNull(modelId, "modelId is null");
      requireNonNull(outputNode, "outputNode is null");
      requireNonNull(limits, "limits is null");
      requireNonNull(exif, "exif is null");
      requireNonNull(decode, "decode is null");
      requireNonNull(session, "session is null");
    }
  }

  public ImageModelHandler(Settings settings, VectorFunction<OutputT> answer) {
    this.settings = requireNonNull(settings, "settings is null");
    this.answer = requireNonNull(answer, "answer is null");
  }

  @Override
  public String modelId() {
    return settings + " " + answer.id();
  }

  /**
   * Loads the graph, gives it a batch dimension, drops what inference does not need, and opens its
   * session.
   *
   * @throws ModelException if the model is missing, is another one by now, or lacks nodes
   */
  @Override
  public ImageModel<OutputT> load() {
    ModelFolder folder = settings.location().open();
    ModelGraph graph = folder.readGraph();
    if (!graph.id().equals(settings.modelId())) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          folder.path(ModelFolder.GRAPH)
              + " is model "
              + graph.id()
              + " here, and was "
              + settings.modelId()
              + " where the job was started: give all workers the same");
    }
    Processor processor = Processor.local();
    settings.session().precision().adviceFor(processor).ifPresent(LOG::warn);
    BatchedGraph batched =
        optimize(
            folder,
            batch(folder, graph, settings.outputNode()),
            settings.session().formsOn(processor));
    ImageModel.Wiring wiring = new ImageModel.Wiring(batched.input(), settings.outputNode());
    ImageModel.Costs costs =
        new ImageModel.Costs(graph.bytes(), settings.session().usefulBatchesInFlight());
    // TensorFlow is about to hold the weights several times over, so what Java has of them goes
    // first: the graph as it was, and then the rewritten one. A tenth of a second each, once.
    graph = null;
    System.gc();
    // Before the decoder's session, because the first session sizes TensorFlow's thread pool.
    GraphSession session = openSession(folder, batched);
    PictureReader reader =
        PictureReader.of(
            batched, folder.spec(), settings.limits(), settings.exif(), settings.decode());
    batched = null;
    System.gc();
    ImageModel<OutputT> model = new ImageModel<>(session, reader, wiring, costs, answer);
    model.warmUp();
    return model;
  }

  /**
   * The folder's graph with a batch dimension, up to {@code outputNode}.
   *
   * @throws ModelException if it lacks a node or can't be given a batch, naming the file
   */
  public static BatchedGraph batch(ModelFolder folder, ModelGraph graph, String outputNode) {
    ModelSpec spec = folder.spec();
    try {
      return BatchDimension.add(
          graph.graph(), spec.input(), List.of(outputNode), spec.height(), spec.width());
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  private BatchedGraph optimize(
      ModelFolder folder, BatchedGraph batched, Set<ConvolutionForm> forms) {
    try {
      return InferenceOptimizer.optimize(batched, List.of(settings.outputNode()), forms);
    } catch (RefusedGraphException e) {
      throw refused(folder, e.reason(), e);
    } catch (GraphException e) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          folder.path(ModelFolder.GRAPH) + " is damaged: " + e.getMessage(),
          e);
    }
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
