package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Passes rows on with the embedding of their part as text, see {@link VectorColumn#TEXT}. */
public final class EmbeddedText implements TableTarget {
  private final TableTarget results;
  private final int column;

  /** Takes over {@code results}, and closes it. */
  public EmbeddedText(TableTarget results, int column) {
    this.results = requireNonNull(results, "results is null");
    this.column = column;
  }

  @Override
  public void write(List<String> cells) throws IOException {
    List<String> row = new ArrayList<>(cells);
    row.set(column, Embedding.ofBase64(cells.get(column)).json());
    results.write(row);
  }

  @Override
  public void commit() throws IOException {
    results.commit();
  }

  @Override
  public void close() throws IOException {
    results.close();
  }
}
