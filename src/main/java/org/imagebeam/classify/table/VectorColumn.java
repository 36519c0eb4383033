package org.imagebeam.classify.table;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Lists how the embedding of an image stands in its row of the results. */
public enum VectorColumn {
  /** Not at all. */
  NONE(),
  /** In the parts of a run: the bytes of its float32 values, little-endian, in base64. */
  BASE64(VectorColumn.EMBEDDING),
  /** Writes a JSON array of numbers. */
  TEXT(VectorColumn.EMBEDDING),
  /** Writes the name of a {@code .npy} file beside the table, and a row in it, counted from 0. */
  SHARD(VectorColumn.FILE, VectorColumn.ROW);

  public static final String EMBEDDING = "embedding";
  public static final String FILE = "embedding_file";
  public static final String ROW = "embedding_row";

  private final ImmutableList<String> header;

  VectorColumn(String... header) {
    this.header = ImmutableList.copyOf(header);
  }

  /** Returns the names of its columns. */
  List<String> header() {
    return header;
  }
}
