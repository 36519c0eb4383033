package org.imagebeam.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DownloadSettingsTest {
  @Test
  void shouldWaitLongerEachTimeUpToALimit() {
    DownloadSettings settings = DownloadSettings.DEFAULT;
    for (int failures = 1; failures < 40; failures++) {
      double most = Math.min(Math.pow(2, failures - 1), 120);
      double wait = settings.backoff(failures).toMillis() / 1e3;
      assertTrue(wait <= most && wait >= most / 2, failures + ": " + wait);
    }
  }

  @Test
  void shouldNotWaitTheSameEachTime() {
    long different =
        IntStream.range(0, 20)
            .mapToObj(i -> DownloadSettings.DEFAULT.backoff(5))
            .distinct()
            .count();
    assertTrue(different > 1);
  }

  @Test
  void shouldRefuseNoAttempts() {
    assertThrows(IllegalArgumentException.class, () -> settings(0, 1));
    assertThrows(IllegalArgumentException.class, () -> settings(1, 0));
  }

  private static DownloadSettings settings(int attempts, long maxBytes) {
    Duration none = Duration.ZERO;
    return new DownloadSettings(none, none, none, none, attempts, none, none, maxBytes);
  }

  @Test
  void shouldSpellDurations() {
    assertEquals("0.3 s", Durations.seconds(Duration.ofMillis(300)));
    assertEquals("90 s", Durations.seconds(Duration.ofSeconds(90)));
  }
}
