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

/** Brings variants of pictures through a network up to its bottleneck. */
final class BottleneckHandler
    implements ModelHandler<KV<MatchResult.Metadata, Integer>, float[], float[]> {
  private static final long serialVersionUID = 1L;

  private final BottleneckSettings settings;
  private final ImageModelHandler<float[]> pictures;

  BottleneckHandler(BottleneckSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
    this.pictures = settings.handler(new FiniteVector());
  }

  @Override
  public String modelId() {
    return "variants by " + settings.distortion().text() + " of " + pictures.modelId();
  }

  @Override
  public LoadedModel<KV<MatchResult.Metadata, Integer>, float[], float[]> load() {
    return new Loaded(settings, pictures.load());
  }

  private static final class Loaded
      implements LoadedModel<KV<MatchResult.Metadata, Integer>, float[], float[]> {
    private final BottleneckSettings settings;
    private final ImageModel<float[]> model;

    Loaded(BottleneckSettings settings, ImageModel<float[]> model) {
      this.settings = settings;
      this.model = model;
    }

    @Override
    public float[] prepare(KV<MatchResult.Metadata, Integer> picture) throws StageException {
      return model.prepare(picture.getKey(), settings.view(picture.getKey(), picture.getValue()));
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
    public long byteSize() {
      return model.byteSize();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
