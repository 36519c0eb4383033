package org.imagebeam.bottleneck;

/** The Beam metrics of the bottlenecks; those of the network are {@code InferenceMetrics}. */
final class BottleneckMetrics {
  /** The namespace of all of them. */
  static final String NAMESPACE = "Bottlenecks";

  /** Counter: bottlenecks that the cache had, and failures. */
  static final String CACHED = "bottlenecks_cached";

  /** Counter: bottlenecks that were made. */
  static final String COMPUTED = "bottlenecks_computed";

  /** Counter: bottlenecks that could not be made, a variant of an image each. */
  static final String FAILED = "bottlenecks_failed";

  private BottleneckMetrics() {}
}
