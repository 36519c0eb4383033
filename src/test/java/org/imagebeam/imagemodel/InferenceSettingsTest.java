package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceSettingsTest {
  @Test
  void shouldHaveDefaults() {
    assertEquals(
        new InferenceSettings(
            BatchOptions.DEFAULT,
            ImageLimits.DEFAULT,
            ExifMode.APPLY,
            DecodeMode.EXACT,
            SessionOptions.DEFAULT),
        InferenceSettings.of(options()));
  }

  @Test
  void shouldTakeWhatIsGiven() {
    assertEquals(
        new InferenceSettings(
                BatchOptions.ofSize(7).withBatchesInFlight(3),
                new ImageLimits(1000, 1L << 40),
                ExifMode.IGNORE,
                DecodeMode.FAST,
                new SessionOptions(0, Precision.BFLOAT16))
            .withAllowRandom(true),
        InferenceSettings.of(
            options(
                "--batchSize=7",
                "--batchesInFlight=3",
                "--maxImageBytes=1000",
                "--maxPixels=" + (1L << 40),
                "--exif=ignore",
                "--decode=fast",
                "--allowRandom",
                "--sessionThreads=0",
                "--precision=bfloat16")));
  }

  @ParameterizedTest
  @CsvSource({
    "--batchSize=-1, 'batchSize must be at least 0, not -1'",
    "--batchesInFlight=-1, 'batchesInFlight must be at least 0, not -1'",
    "--sessionThreads=-1, 'sessionThreads must be at least 0, not -1'",
    "--maxImageBytes=0, 'maxImageBytes must be at least 1, not 0'",
    "--maxPixels=-9, 'maxPixels must be at least 1, not -9'",
    "--exif=rotate, 'exif must be apply or ignore, not ''rotate'''",
    "--decode=quick, 'decode must be exact or fast, not ''quick'''",
    "--precision=half, 'precision must be float32, int8 or bfloat16, not ''half'''"
  })
  void shouldRefuseImpossibleOptions(String option, String message) {
    InferenceOptions options = options(option);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> InferenceSettings.of(options));
    assertEquals(message, e.getMessage());
  }

  private static InferenceOptions options(String... arguments) {
    return PipelineOptionsFactory.fromArgs(arguments).as(InferenceOptions.class);
  }
}
