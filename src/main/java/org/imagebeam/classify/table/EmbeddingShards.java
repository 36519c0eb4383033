package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.imagebeam.npy.NpyFile;
import org.imagebeam.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Writes the embeddings of rows into {@code .npy} files, and passes the rows on with the name of
 * the file and the row in it, see {@link VectorColumn#SHARD}. All files are there before the table
 * is.
 */
public final class EmbeddingShards implements TableTarget {
  /** Enough for few files, and little enough for the folder of temporary files. */
  private static final long SHARD_BYTES = 1L << 26;

  private final TableTarget results;
  private final int column;
  private final String folder;
  private final IntFunction<String> names;
  private final long shardBytes;
  private int shards;
  private int size;
  private @Nullable NpyFile shard;

  /**
   * Makes one. Takes over {@code results}, and closes it.
   *
   * @param column of the embedding in the rows that are taken
   * @param folder of the files
   * @param names of the files, by their numbers
   */
  public EmbeddingShards(
      TableTarget results, int column, String folder, IntFunction<String> names) {
    this(results, column, folder, names, SHARD_BYTES);
  }

  EmbeddingShards(
      TableTarget results, int column, String folder, IntFunction<String> names, long shardBytes) {
    this.results = requireNonNull(results, "results is null");
    this.column = column;
    this.folder = requireNonNull(folder, "folder is null");
    this.names = requireNonNull(names, "names is null");
    this.shardBytes = shardBytes;
  }

  @Override
  public void write(List<String> cells) throws IOException {
    Embedding embedding = Embedding.ofBase64(cells.get(column));
    NpyFile open = shardFor(embedding.size());
    List<String> row = new ArrayList<>(cells);
    row.set(column, names.apply(shards - 1));
    row.add(column + 1, Long.toString(open.rows()));
    open.add(embedding.bytes());
    results.write(row);
  }

  /**
   * The file that is being written, or the next one if that is full or has rows of another size.
   */
  private NpyFile shardFor(int values) throws IOException {
    NpyFile open = shard;
    long bytes = Math.max(1, (long) values * Float.BYTES);
    if (open != null && (values != size || (open.rows() + 1) * bytes > shardBytes)) {
      finish(open);
      open = null;
    }
    if (open == null) {
      open = NpyFile.create(Storage.resolve(folder, names.apply(shards)), values);
      shards++;
      size = values;
      shard = open;
    }
    return open;
  }

  private void finish(NpyFile full) throws IOException {
    full.commit();
    full.close();
    shard = null;
  }

  @Override
  public void commit() throws IOException {
    if (shard != null) {
      finish(shard);
    }
    results.commit();
  }

  @Override
  public void close() throws IOException {
    try {
      if (shard != null) {
        shard.close();
      }
    } finally {
      results.close();
    }
  }
}
