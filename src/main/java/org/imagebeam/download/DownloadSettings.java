package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How patient a download is.
 *
 * @param answer how long a connection or an answer may take
 * @param stall how long no byte may come; a connection that moves, however slowly, is left alone
 * @param attempts in a row without getting further, after which it gives up
 * @param firstWait before the second attempt; doubled before each further one
 * @param longestWait between two attempts, also where a server asks for more
 */
public record DownloadSettings(
    Duration answer, Duration stall, int attempts, Duration firstWait, Duration longestWait) {
  /** Rides out a restarting server or router, and tells of a dead one within a minute. */
  public static final DownloadSettings DEFAULT =
      new DownloadSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          6,
          Duration.ofSeconds(1),
          Duration.ofMinutes(2));

  public DownloadSettings {
    requireNonNull(answer, "answer is null");
    requireNonNull(stall, "stall is null");
    requireNonNull(firstWait, "firstWait is null");
    requireNonNull(longestWait, "longestWait is null");
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", not 1 or more");
    }
  }

  /**
   * The wait after so many failures, shortened at random so that many clients don't come at once.
   */
  Duration backoff(int failures) {
    long doubled = firstWait.toMillis() << Math.min(failures - 1, 20);
    long most = Math.min(doubled, longestWait.toMillis());
    return Duration.ofMillis(most - (long) (most / 2.0 * ThreadLocalRandom.current().nextDouble()));
  }
}
