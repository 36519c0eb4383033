package org.imagebeam.inference;

import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Gives each run of {@code groupSize} elements a key of its own. The count goes on from bundle to
 * bundle, so that groups fill up however small the bundles are; only an instance's last group may
 * be short.
 */
final class GroupFn<InputT> extends DoFn<InputT, KV<String, InputT>> {
  private static final long serialVersionUID = 1L;

  private final int groupSize;
  private transient String instance;
  private transient long count;

  GroupFn(int groupSize) {
    this.groupSize = groupSize;
  }

  @Setup
  public void setup() {
    instance = UUID.randomUUID().toString();
    count = 0;
  }

  @ProcessElement
  public void process(@Element InputT element, OutputReceiver<KV<String, InputT>> out) {
    out.output(KV.of(instance + "-" + count / groupSize, element));
    count++;
  }
}
