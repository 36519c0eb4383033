package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.SessionOptions;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.model.UnverifiedGraph;

/**
 * Brings image files through a model folder's graph, to one float vector a picture, of which {@code
 * answer} makes what the pipeline goes on with.
 *
 * @param <OutputT> what is made of a picture's vector
 */
public final class ImageModelHandler<OutputT>
    implements ModelHandler<MatchResult.Metadata, float[], OutputT> {
  private static final long serialVersionUID = 1L;

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

    private <OutputT> ImageModelLoader<OutputT> loader(VectorFunction<OutputT> answer) {
      return new ImageModelLoader<>(outputNode, limits, exif, decode, session, answer);
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
    UnverifiedGraph graph = folder.openGraph();
    ImageModel<OutputT> model = settings.loader(answer).load(folder, graph);
    if (!graph.id().equals(settings.modelId())) {
      model.close();
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          folder.path(ModelFolder.GRAPH)
              + " is model "
              + graph.id()
              + " here, and was "
              + settings.modelId()
              + " where the job was started: give all workers the same");
    }
    return model;
  }
}
