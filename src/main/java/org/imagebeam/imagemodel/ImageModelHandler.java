package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.UnverifiedGraph;

/**
 * Brings image files through a model folder's graph, to one float vector an image, of which the
 * settings' answer makes what the pipeline goes on with.
 *
 * @param <OutputT> what is made of an image's vector
 */
public final class ImageModelHandler<OutputT>
    implements ModelHandler<MatchResult.Metadata, float[], OutputT> {
  private static final long serialVersionUID = 1L;

  private final ModelRef location;
  private final String modelId;
  private final ImageModelSettings<OutputT> settings;

  /**
   * @param location of the model
   * @param modelId of the graph that is meant
   * @param settings how it answers
   */
  public ImageModelHandler(
      ModelRef location, String modelId, ImageModelSettings<OutputT> settings) {
    this.location = requireNonNull(location, "location is null");
    this.modelId = requireNonNull(modelId, "modelId is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  @Override
  public String modelId() {
    String safety = location.allowUnsafeModel() ? "unsafe" : "safe";
    return String.join(" ", location.toString(), modelId, safety, settings.id());
  }

  /**
   * Loads the graph, gives it a batch dimension, drops what inference does not need, and opens its
   * session.
   *
   * @throws ModelException if the model is missing, is another one by now, or lacks nodes
   */
  @Override
  public ImageModel<OutputT> load() {
    ModelFolder folder = location.open();
    UnverifiedGraph graph = folder.openGraph();
    ImageModel<OutputT> model =
        ImageModelLoader.load(settings, folder, graph, ModelCache.of(location.cache()).root());
    if (!graph.id().equals(modelId)) {
      model.close();
      throw folder.another(graph.id(), modelId);
    }
    return model;
  }
}
