package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.Distortion;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.Test;

class BottleneckSettingsTest {
  private static final DistortionSettings VIEWS = new DistortionSettings(true, 10, 10, 10);
  private static final BottleneckModel MODEL = model("m", "pool_3", "px");

  private static BottleneckModel model(String id, String node, String pixels) {
    return new BottleneckModel(ModelRef.of("somewhere"), id, node, pixels);
  }

  @Test
  void shouldTellApartAllThatChangesABottleneck() {
    SessionOptions exact = SessionOptions.DEFAULT;
    ImageLimits limits = ImageLimits.DEFAULT;
    BottleneckSettings usual = settings(MODEL, limits, ExifMode.APPLY, DecodeMode.EXACT, exact);
    List<BottleneckSettings> others =
        List.of(
            settings(model("n", "pool_3", "px"), limits, ExifMode.APPLY, DecodeMode.EXACT, exact),
            settings(model("m", "pool_2", "px"), limits, ExifMode.APPLY, DecodeMode.EXACT, exact),
            settings(model("m", "pool_3", "py"), limits, ExifMode.APPLY, DecodeMode.EXACT, exact),
            settings(MODEL, new ImageLimits(9, 9), ExifMode.APPLY, DecodeMode.EXACT, exact),
            settings(MODEL, limits, ExifMode.IGNORE, DecodeMode.EXACT, exact),
            settings(MODEL, limits, ExifMode.APPLY, DecodeMode.FAST, exact),
            settings(
                MODEL,
                limits,
                ExifMode.APPLY,
                DecodeMode.EXACT,
                new SessionOptions(1, Precision.BFLOAT16)));
    Set<String> fingerprints = new HashSet<>(Set.of(usual.fingerprint(false)));
    others.forEach(other -> fingerprints.add(other.fingerprint(false)));
    assertEquals(others.size() + 1, fingerprints.size());
    SessionOptions threads = new SessionOptions(4, Precision.FLOAT32);
    assertEquals(
        usual.fingerprint(false),
        settings(MODEL, limits, ExifMode.APPLY, DecodeMode.EXACT, threads).fingerprint(false));
  }

  @Test
  void shouldTellDistortionsApartInCopiesAlone() {
    BottleneckSettings flip = CacheFixture.settings(MODEL, CacheFixture.FLIP, 1);
    BottleneckSettings more = CacheFixture.settings(MODEL, CacheFixture.FLIP, 5);
    BottleneckSettings other = CacheFixture.settings(MODEL, VIEWS, 1);
    assertEquals(flip.fingerprint(false), other.fingerprint(false));
    assertNotEquals(flip.fingerprint(true), other.fingerprint(true));
    assertEquals(flip.fingerprint(true), more.fingerprint(true));
    assertNotEquals(flip.fingerprint(true), flip.fingerprint(false));
    assertEquals(16, flip.fingerprint(true).length());
  }

  @Test
  void shouldDrawTheSameViewOfTheSameName() {
    BottleneckSettings settings = CacheFixture.settings(MODEL, VIEWS, 3);
    MatchResult.Metadata file = CacheFixture.file("/a/x.jpg", 1, 1);
    assertEquals(Distortion.NONE, settings.of(file, 0));
    assertEquals(settings.of(file, 1), settings.of(CacheFixture.file("/moved/x.jpg", 2, 2), 1));
    assertNotEquals(settings.of(file, 1), settings.of(file, 2));
    assertNotEquals(settings.of(file, 1), settings.of(CacheFixture.file("/a/y.jpg", 1, 1), 1));
  }

  @Test
  void shouldRefuseCopiesThatWouldBeTheSame() {
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> CacheFixture.settings(MODEL, DistortionSettings.NONE, 2));
    assertEquals("2 distorted copies of each image need a distortion", none.getMessage());
    IllegalArgumentException fewer =
        assertThrows(IllegalArgumentException.class, () -> CacheFixture.settings(MODEL, VIEWS, -1));
    assertEquals("there can't be -1 distorted copies of an image", fewer.getMessage());
  }

  private static BottleneckSettings settings(
      BottleneckModel model,
      ImageLimits limits,
      ExifMode exif,
      DecodeMode decode,
      SessionOptions session) {
    BatchOptions batches = BatchOptions.ofSize(BatchOptions.DEFAULT_SIZE);
    return new BottleneckSettings(
        model,
        new InferenceSettings(batches, limits, exif, decode, session),
        DistortionSettings.NONE,
        0);
  }
}
