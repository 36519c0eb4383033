package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.model.ModelRef;
import org.imagebeam.storage.FileFilter;

/** Runs of the pipeline, and what they give. */
final class BottleneckFixture {
  private BottleneckFixture() {}

  static BottleneckSettings settings(String location, DistortionSettings view, int copies) {
    ModelRef model = ModelRef.of(location);
    return BottleneckSettings.of(
        model, model.open().readGraph(), CacheFixture.INFERENCE, view, copies);
  }

  static BottleneckSet run(Path images, Path model, Path cache) throws IOException {
    return run(images.toString(), plain(model.toString()), cache.toString());
  }

  static BottleneckSettings plain(String model) {
    return settings(model, DistortionSettings.NONE, 0);
  }

  static BottleneckSet run(String images, BottleneckSettings settings, String cache)
      throws IOException {
    return new BottleneckPipeline(PipelineOptionsFactory.create(), settings, cache)
        .run(LabelledFolder.list(images, FileFilter.MEANT, LabelledFolderFixture.SPLIT));
  }

  /** Checks that two runs gave the same bits. */
  static void assertSame(BottleneckSet expected, BottleneckSet found) {
    assertEquals(expected.failures(), found.failures());
    assertEquals(expected.features(), found.features());
    for (Side side : Side.values()) {
      BottleneckExamples one = expected.examples(side);
      BottleneckExamples other = found.examples(side);
      assertEquals(one.size(), other.size());
      for (int i = 0; i < one.size(); i++) {
        assertEquals(one.image(i).path(), other.image(i).path());
        for (int variant = 0; variant < one.variants(); variant++) {
          assertEquals(one.vector(i, variant), other.vector(i, variant));
        }
      }
    }
  }

  /** The bottleneck of the image of that name. */
  static FloatBuffer vector(BottleneckSet set, String name, int variant) {
    for (Side side : Side.values()) {
      BottleneckExamples examples = set.examples(side);
      for (int i = 0; i < examples.size(); i++) {
        if (PathNames.base(examples.image(i).path()).equals(name)) {
          return examples.vector(i, variant);
        }
      }
    }
    throw new AssertionError("no image of the set is called " + name);
  }

  static int count(BottleneckSet set) {
    int count = 0;
    for (Side side : Side.values()) {
      count += set.examples(side).size();
    }
    return count;
  }

  static float[] copy(FloatBuffer vector) {
    float[] values = new float[vector.remaining()];
    vector.get(values);
    return values;
  }
}
