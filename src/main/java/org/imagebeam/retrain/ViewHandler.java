package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.image.ImageModel;
import org.imagebeam.image.ImageModelHandler;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.ModelHandler;
import org.imagebeam.inference.StageException;

/** Brings views of pictures through a network: each element is a picture and a number. */
final class ViewHandler
    implements ModelHandler<KV<MatchResult.Metadata, Integer>, float[], float[]> {
  private static final long serialVersionUID = 1L;

  private final ImageModelHandler<float[]> pictures;
  private final PictureView view;

  /**
   * @param pictures the handler of pictures as they are
   * @param view what becomes of a picture and its number
   */
  ViewHandler(ImageModelHandler<float[]> pictures, PictureView view) {
    this.pictures = requireNonNull(pictures, "pictures is null");
    this.view = requireNonNull(view, "view is null");
  }

  @Override
  public String modelId() {
    return view.id() + " of " + pictures.modelId();
  }

  @Override
  public LoadedModel<KV<MatchResult.Metadata, Integer>, float[], float[]> load() {
    return new Loaded(view, pictures.load());
  }

  private static final class Loaded
      implements LoadedModel<KV<MatchResult.Metadata, Integer>, float[], float[]> {
    private final PictureView view;
    private final ImageModel<float[]> model;

    Loaded(PictureView view, ImageModel<float[]> model) {
      this.view = view;
      this.model = model;
    }

    @Override
    public float[] prepare(KV<MatchResult.Metadata, Integer> picture) throws StageException {
      return model.prepare(picture.getKey(), view.of(picture.getKey(), picture.getValue()));
    }

    @Override
    public List<float[]> run(List<float[]> batch) {
      return model.run(batch);
    }

    @Override
    public int usefulBatchesInFlight() {
      return model.usefulBatchesInFlight();
    }

    @Override
    public int largestBatch() {
      return model.largestBatch();
    }

    @Override
    public long byteSize() {
      return model.byteSize();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
