package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How patient a download is.
 *
 * @param connect how long a connection may take, and the look-up of its host
 * @param offline how long the first connection is tried for, all addresses together: where none
 *     comes about, the machine has no network, and no patience helps
 * @param answer how long an answer may take
 * @param stall how long no byte may come; a connection that moves is left alone, unless it brings
 *     less than 100 kB in ten times as long
 * @param attempts in a row without getting further, after which it gives up
 * @param firstWait before the second attempt; doubled before each further one
 * @param longestWait between two attempts, also where a server asks for more
 * @param maxBytes of a file whose length nobody states beforehand
 */
public record DownloadSettings(
    Duration connect,
    Duration offline,
    Duration answer,
    Duration stall,
    int attempts,
    Duration firstWait,
    Duration longestWait,
    long maxBytes) {
  /** Of the largest archive that is unpacked. */
  private static final long MAX_BYTES = 4L << 30;

  /** Rides out a restarting server or router, and tells of a dead one within a minute. */
  public static final DownloadSettings DEFAULT =
      new DownloadSettings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(7),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          6,
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          MAX_BYTES);

  public DownloadSettings {
    requireNonNull(connect, "connect is null");
    requireNonNull(offline, "offline is null");
    requireNonNull(answer, "answer is null");
    requireNonNull(stall, "stall is null");
    requireNonNull(firstWait, "firstWait is null");
    requireNonNull(longestWait, "longestWait is null");
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts is " + attempts + ", not 1 or more");
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + ", not 1 or more");
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
