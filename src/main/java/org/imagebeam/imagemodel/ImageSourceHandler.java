package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.ForwardingModel;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelException;

/**
 * Brings images that a pipeline's elements hold, or lead to, through a model folder's graph.
 *
 * @param <InputT> the elements
 * @param <OutputT> what is made of an image's vector
 */
public final class ImageSourceHandler<InputT, OutputT>
    implements ModelHandler<InputT, float[], OutputT> {
  private static final long serialVersionUID = 1L;

  private final ImageModelHandler<OutputT> files;
  private final ImageLimits limits;
  private final ImageSource<InputT> source;

  /**
   * Makes one.
   *
   * @param files the handler of the same model over image files
   * @param limits on an image's bytes
   * @param source how an element gives an image's bytes
   */
  public ImageSourceHandler(
      ImageModelHandler<OutputT> files, ImageLimits limits, ImageSource<InputT> source) {
    this.files = requireNonNull(files, "files is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.source = requireNonNull(source, "source is null");
  }

  @Override
  public String modelId() {
    return source.id() + " " + files.modelId();
  }

  /**
   * Loads the graph as {@link ImageModelHandler#load} does.
   *
   * @throws ModelException likewise
   */
  @Override
  public LoadedModel<InputT, float[], OutputT> load() {
    return new Loaded<>(files.load(), limits, source);
  }

  private static final class Loaded<InputT, OutputT>
      extends ForwardingModel<InputT, float[], OutputT> {
    private final ImageModel<OutputT> model;
    private final ImageLimits limits;
    private final ImageSource<InputT> source;

    Loaded(ImageModel<OutputT> model, ImageLimits limits, ImageSource<InputT> source) {
      super(model);
      this.model = model;
      this.limits = limits;
      this.source = source;
    }

    @Override
    public float[] prepare(InputT input) throws StageException {
      byte[] bytes;
      try {
        bytes = source.read(input, limits);
      } catch (ImageException e) {
        throw new StageException(ImageStages.DECODE, e);
      } catch (IOException e) {
        throw new StageException(ImageStages.READ, e);
      }
      return model.prepare(bytes);
    }
  }
}
