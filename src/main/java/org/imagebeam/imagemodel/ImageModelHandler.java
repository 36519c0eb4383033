package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelGraph;

/**
 * Runs a model folder's graph on image files. A function turns the float vector of each image into
 * an element of the pipeline.
 *
 * @param <OutputT> what is made of an image's vector
 */
public final class ImageModelHandler<OutputT>
    implements ModelHandler<MatchResult.Metadata, float[], OutputT> {
  private static final long serialVersionUID = 1L;

  private final ModelHandle model;
  private final InferenceSettings settings;
  private final VectorFunction<OutputT> answer;

  /**
   * @param model that is meant, and the node that is fetched: {@code [1, n]} an image
   * @param settings how images are read, and how the network computes; the batches don't matter
   * @param answer what is made of an image's vector
   */
  public ImageModelHandler(
      ModelHandle model, InferenceSettings settings, VectorFunction<OutputT> answer) {
    this.model = requireNonNull(model, "model is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.answer = requireNonNull(answer, "answer is null");
  }

  @Override
  public String modelId() {
    String safety = model.location().allowUnsafeModel() ? "unsafe" : "safe";
    return String.join(" ", model.location().toString(), model.id(), safety, answerId());
  }

  /** Returns a stable identifier: equal for handlers that make equal answers of one graph. */
  public String answerId() {
    return String.join(" ", model.node(), settings.id(), answer.id());
  }

  /**
   * Loads the graph, gives it a batch dimension, drops what inference does not need, and opens its
   * session.
   *
   * @throws ModelException if the model is missing, is another one by now, or lacks nodes
   */
  @Override
  public ImageModel<OutputT> load() {
    ModelGraph graph = model.location().open().openGraph();
    ImageModel<OutputT> loaded =
        ImageModelLoader.load(
            graph, model.node(), settings, answer, ModelCache.of(model.location().cache()).root());
    try {
      model.requireSame(graph);
    } catch (ModelException e) {
      loaded.close();
      throw e;
    }
    return loaded;
  }
}
