package org.imagebeam.checkpoint.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.imagebeam.checkpoint.table.CheckpointException;

/** The tensors in a checkpoint's files, whatever their format. Not thread-safe. */
public interface TensorStore extends Closeable {
  /** The tensors by name, in the order of their names' bytes. */
  Map<String, StoredTensor> tensors();

  /** The file that says what tensors there are, for messages. */
  String file();

  /**
   * Checks that every file is there and that what lists the tensors lists all that is stored.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT
   */
  void requireFiles() throws IOException;
}
