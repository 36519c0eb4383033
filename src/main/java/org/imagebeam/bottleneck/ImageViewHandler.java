package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.image.Distortion;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.inference.ForwardingModel;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.StageException;

/** Brings views of images through a network: each element is an image and a number. */
public final class ImageViewHandler
    implements ModelHandler<KV<MatchResult.Metadata, Integer>, float[], float[]> {
  private static final long serialVersionUID = 1L;

  private final ImageModelHandler<float[]> images;
  private final View view;

  /**
   * @param images the handler of images as they are
   * @param view what becomes of an image and its number
   */
  public ImageViewHandler(ImageModelHandler<float[]> images, View view) {
    this.images = requireNonNull(images, "images is null");
    this.view = requireNonNull(view, "view is null");
  }

  @Override
  public String modelId() {
    return view.id() + " of " + images.modelId();
  }

  @Override
  public LoadedModel<KV<MatchResult.Metadata, Integer>, float[], float[]> load() {
    return new Loaded(view, images.load());
  }

  private static final class Loaded
      extends ForwardingModel<KV<MatchResult.Metadata, Integer>, float[], float[]> {
    private final View view;
    private final ImageModel<float[]> model;

    Loaded(View view, ImageModel<float[]> model) {
      super(model);
      this.view = view;
      this.model = model;
    }

    @Override
    public float[] prepare(KV<MatchResult.Metadata, Integer> image) throws StageException {
      return model.prepare(image.getKey(), view.of(image.getKey(), image.getValue()));
    }
  }

  /** Says how images are looked at. Used by many threads at once. */
  public interface View extends Serializable {
    /** Every image as it is. */
    View PLAIN = new Plain();

    /**
     * Returns what becomes of an image.
     *
     * @param number that goes with it
     */
    Distortion of(MatchResult.Metadata file, int number);

    /**
     * Returns a stable identifier: equal for views with equal behaviour, on every JVM. It is part
     * of the shared model's key.
     */
    String id();

    /** {@link #PLAIN}; a record, so that it is equal to itself after a journey to a worker. */
    record Plain() implements View {
      @Override
      public Distortion of(MatchResult.Metadata file, int number) {
        return Distortion.NONE;
      }

      @Override
      public String id() {
        return "plain";
      }
    }
  }

  /** Orders images by their paths, and those of one path by their variants. */
  public static final class ByPathAndVariant
      implements SerializableComparator<KV<MatchResult.Metadata, Integer>> {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(
        KV<MatchResult.Metadata, Integer> one, KV<MatchResult.Metadata, Integer> other) {
      int byPath =
          one.getKey().resourceId().toString().compareTo(other.getKey().resourceId().toString());
      return byPath != 0 ? byPath : Integer.compare(one.getValue(), other.getValue());
    }
  }
}
