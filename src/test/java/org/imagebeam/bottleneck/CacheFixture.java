package org.imagebeam.bottleneck;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.SessionOptions;

/** Settings and images for a cache that no network has to fill. */
public final class CacheFixture {
  static final DistortionSettings FLIP = new DistortionSettings(true, 0, 0, 0);

  /** Small batches in small groups; everything else as by default. */
  static final InferenceSettings INFERENCE =
      new InferenceSettings(
          new BatchOptions(4, 8, 0, 0),
          ImageLimits.DEFAULT,
          ExifMode.APPLY,
          DecodeMode.EXACT,
          SessionOptions.DEFAULT);

  private CacheFixture() {}

  static BottleneckSettings settings(DistortionSettings view, int copies) {
    return settings("m", view, copies);
  }

  public static BottleneckSettings settings(String modelId, int copies) {
    return settings(modelId, copies == 0 ? DistortionSettings.NONE : FLIP, copies);
  }

  private static BottleneckSettings settings(String modelId, DistortionSettings view, int copies) {
    ModelHandle model = new ModelHandle(ModelRef.of("anywhere"), modelId, "pool_3");
    return new BottleneckSettings(model, "pixels", INFERENCE, view, copies);
  }

  /** A file that needs not be there. */
  static MatchResult.Metadata file(String path, long size, long modified) {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    return MatchResult.Metadata.builder()
        .setResourceId(FileSystems.matchNewResource(path, false))
        .setSizeBytes(size)
        .setLastModifiedMillis(modified)
        .setIsReadSeekEfficient(true)
        .build();
  }

  /** Images of training, {@code /0.jpg} and on. */
  public static List<LabelledImage> images(int count) {
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(
          new LabelledImage(file("/" + i + ".jpg", 100 + i, 1000 + i), i % 2, Side.TRAINING));
    }
    return images;
  }

  static BottleneckKey key(int image, int variant) {
    return new BottleneckKey("/" + image + ".jpg", 100 + image, 1000 + image, variant);
  }

  /** Three values that follow from the image and the variant. */
  static float[] vector(int image, int variant) {
    return new float[] {image, variant, -0.1f * image};
  }
}
