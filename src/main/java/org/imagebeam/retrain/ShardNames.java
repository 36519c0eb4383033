package org.imagebeam.retrain;

import java.util.UUID;

/**
 * What the files of the cache are called: {@code bottlenecks-<fingerprint>-<random>.tfrecord}, so
 * that the bottlenecks of several models and settings share a folder, and {@code
 * failures-<run>-<random>.tfrecord} for failures that only the run itself is told of.
 */
final class ShardNames {
  private static final String SUFFIX = ".tfrecord";

  private ShardNames() {}

  /** Of bottlenecks of those settings. */
  static String bottlenecks(BottleneckSettings settings, boolean distorted) {
    return bottlenecksPrefix(settings, distorted) + UUID.randomUUID() + SUFFIX;
  }

  static boolean isOfBottlenecks(String name, BottleneckSettings settings, boolean distorted) {
    return name.startsWith(bottlenecksPrefix(settings, distorted)) && name.endsWith(SUFFIX);
  }

  private static String bottlenecksPrefix(BottleneckSettings settings, boolean distorted) {
    return "bottlenecks-" + settings.fingerprint(distorted) + "-";
  }

  /** Of failures that may not happen again. */
  static String failures(String run) {
    return failuresPrefix(run) + UUID.randomUUID() + SUFFIX;
  }

  static boolean isOfFailures(String name, String run) {
    return name.startsWith(failuresPrefix(run)) && name.endsWith(SUFFIX);
  }

  private static String failuresPrefix(String run) {
    return "failures-" + run + "-";
  }
}
