package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Reads one half of the data, in chunks that all have the same key: they are for one trainer. A
 * packed file can only be read from its start, so a half is the smallest piece of work there is.
 */
final class ReadExamplesFn extends DoFn<ReadExamplesFn.Half, KV<Integer, Examples>> {
  private static final long serialVersionUID = 1L;
  private static final int KEY = 0;

  private final Counter read = Metrics.counter(TrainMetrics.NAMESPACE, TrainMetrics.EXAMPLES);
  private final DataSource source;
  private final DataShape shape;

  /** Which files. */
  enum Half {
    TRAINING,
    TEST
  }

  ReadExamplesFn(DataSource source, DataShape shape) {
    this.source = requireNonNull(source, "source is null");
    this.shape = requireNonNull(shape, "shape is null");
  }

  @ProcessElement
  public void read(@Element Half half, OutputReceiver<KV<Integer, Examples>> out)
      throws IOException {
    IdxFolder folder = source.open();
    boolean training = half == Half.TRAINING;
    ExampleReader.read(
        training ? folder.training() : folder.test(),
        shape,
        training ? 0 : shape.firstTest(),
        training ? shape.firstTest() : shape.test(),
        chunk -> {
          read.inc(chunk.count());
          out.output(KV.of(KEY, chunk));
        });
  }
}
