package org.imagebeam.testing;

import org.apache.beam.sdk.fn.JvmInitializers;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Does what Beam's SDK harness does before a worker's first bundle, twice. */
public final class WorkerStart {
  private WorkerStart() {}

  /** Runs in a JVM of its own. */
  public static void main(String[] args) {
    PipelineOptions options = PipelineOptionsFactory.create();
    JvmInitializers.runOnStartup();
    JvmInitializers.runBeforeProcessing(options);
    JvmInitializers.runBeforeProcessing(options);
  }
}
