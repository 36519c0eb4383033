package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Commits the rows of each bundle as one part. */
final class WritePartsFn<T> extends DoFn<T, Void> {
  private static final long serialVersionUID = 1L;

  private final PartWriter<T> parts;

  private transient List<T> rows;

  WritePartsFn(PartWriter<T> parts) {
    this.parts = requireNonNull(parts, "parts is null");
  }

  @StartBundle
  public void startBundle() {
    rows = new ArrayList<>();
  }

  @ProcessElement
  public void process(@Element T row) {
    rows.add(row);
  }

  @FinishBundle
  public void finishBundle() throws IOException {
    parts.write(rows);
  }
}
