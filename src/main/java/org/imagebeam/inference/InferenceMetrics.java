package org.imagebeam.inference;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;

/** The metrics of {@link RunInference}, under the names that Beam Python's RunInference uses. */
public final class InferenceMetrics {
  /** The namespace of all of them. */
  public static final String NAMESPACE = "RunInference";

  /** Counter: inputs answered. */
  public static final String NUM_INFERENCES = "num_inferences";

  /** Counter: batches that failed and were run again input by input. */
  public static final String FAILED_BATCHES = "failed_batches_counter";

  /** Distribution: inputs in a batch. */
  public static final String BATCH_SIZE = "inference_request_batch_size";

  /** Distribution: microseconds that a batch took in the model. */
  public static final String BATCH_LATENCY = "inference_batch_latency_micro_secs";

  /** Distribution: milliseconds that loading the model took. */
  public static final String LOAD_LATENCY = "load_model_latency_milli_secs";

  /** Distribution: bytes that a loaded model holds. */
  public static final String MODEL_BYTES = "model_byte_size";

  private static final Counter INFERENCES = Metrics.counter(NAMESPACE, NUM_INFERENCES);
  private static final Counter FAILURES = Metrics.counter(NAMESPACE, FAILED_BATCHES);
  private static final Distribution SIZES = Metrics.distribution(NAMESPACE, BATCH_SIZE);
  private static final Distribution LATENCIES = Metrics.distribution(NAMESPACE, BATCH_LATENCY);
  private static final Distribution LOADS = Metrics.distribution(NAMESPACE, LOAD_LATENCY);
  private static final Distribution BYTES = Metrics.distribution(NAMESPACE, MODEL_BYTES);

  private InferenceMetrics() {}

  static void batchStarted(int size) {
    SIZES.update(size);
  }

  static void batchAnswered(int size, long nanos) {
    INFERENCES.inc(size);
    LATENCIES.update(nanos / 1_000);
  }

  static void batchFailed() {
    FAILURES.inc();
  }

  static void modelLoaded(long nanos, long byteSize) {
    LOADS.update(nanos / 1_000_000);
    BYTES.update(byteSize);
  }
}
