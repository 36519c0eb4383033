package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.ThresholdException;
import org.imagebeam.storage.FileListing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private static ClassifySummary summary(long classified, long failed, long skipped) {
    return new ClassifySummary(
        "20261201T000000000Z",
        classified,
        Map.of("decode", failed),
        new LedgerCounts(skipped, 0, 0, 0, 0),
        FileListing.LeftOut.NOTHING,
        1,
        classified,
        "x.csv",
        "x.failures.csv",
        "x.csv.metrics.json",
        "");
  }

  private static void assertRefused(
      ExitCode code, String message, Thresholds thresholds, ClassifySummary summary) {
    ThresholdException e = assertThrows(ThresholdException.class, () -> thresholds.check(summary));
    assertEquals(code, e.exitCode());
    assertEquals(message, e.getMessage());
  }

  private static Thresholds ratio(@Nullable Double ratio) {
    return new Thresholds(ratio, 0);
  }

  @Test
  void shouldRefuseThatAllFail() {
    String all = "3 of 3 images failed: see x.failures.csv";
    assertRefused(ExitCode.TOO_MANY_FAILURES, all, ratio(null), summary(0, 3, 0));
    for (ClassifySummary fine :
        new ClassifySummary[] {summary(1, 99, 0), summary(0, 3, 1), summary(0, 0, 0)}) {
      assertDoesNotThrow(() -> ratio(null).check(fine), fine::toString);
    }
    assertDoesNotThrow(() -> ratio(1.0).check(summary(0, 3, 0)));
  }

  @Test
  void shouldHoldFailuresToTheRatio() {
    assertDoesNotThrow(() -> ratio(0.25).check(summary(3, 1, 0)));
    assertDoesNotThrow(() -> ratio(0.25).check(summary(1, 1, 2)));
    assertRefused(
        ExitCode.TOO_MANY_FAILURES,
        "2 of 7 images failed, which is more than 0.25 of them: see x.failures.csv",
        ratio(0.25),
        summary(5, 2, 0));
    assertDoesNotThrow(() -> ratio(0.0).check(summary(5, 0, 0)));
    assertRefused(
        ExitCode.TOO_MANY_FAILURES,
        "1 of 1000 images failed, which is more than 0.0 of them: see x.failures.csv",
        ratio(0.0),
        summary(999, 1, 0));
  }

  @Test
  void shouldWantResults() {
    assertDoesNotThrow(() -> new Thresholds(null, 5).check(summary(5, 1, 0)));
    assertRefused(
        ExitCode.TOO_FEW_RESULTS,
        "4 images were classified, and at least 5 are wanted",
        new Thresholds(null, 5),
        summary(4, 0, 100));
  }

  @Test
  void shouldReadTheOptions() {
    ClassifyOptions options =
        PipelineOptionsFactory.fromArgs("--maxFailureRatio=0.5", "--minResults=7")
            .as(ClassifyOptions.class);
    assertEquals(new Thresholds(0.5, 7), Thresholds.of(options));
    assertEquals(
        new Thresholds(null, 0), Thresholds.of(PipelineOptionsFactory.as(ClassifyOptions.class)));
    options.setMaxFailureRatio(1.5);
    assertEquals(
        "maxFailureRatio must be 0 to 1, not 1.5",
        assertThrows(InvalidValueException.class, () -> Thresholds.of(options)).getMessage());
    options.setMaxFailureRatio(Double.NaN);
    assertThrows(InvalidValueException.class, () -> Thresholds.of(options));
    options.setMaxFailureRatio(null);
    options.setMinResults(-1);
    assertThrows(InvalidValueException.class, () -> Thresholds.of(options));
  }
}
