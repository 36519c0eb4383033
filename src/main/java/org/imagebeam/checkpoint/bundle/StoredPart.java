package org.imagebeam.checkpoint.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.tensorflow.proto.TensorSliceProto;

/**
 * The value of a tensor, or of a slice of one, in a checkpoint's files of any format. Not
 * thread-safe.
 */
public interface StoredPart {
  /** Where its elements belong in the tensor. */
  SlicePlace place();

  /** The name of the slice in an index; nothing for a tensor that is stored as a whole. */
  Optional<TensorSliceProto> slice();

  /** How many bytes {@link #copyTo} gives. */
  long bytes();

  /**
   * Checks that the file is there and has what it should, without its checksum where that would
   * take reading it.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT
   */
  void require() throws IOException;

  /**
   * Copies the value as a data file of format V2 has it, and checks it.
   *
   * @return the masked CRC-32C that an index of format V2 has for it
   * @throws CheckpointException NOT_FOUND or CORRUPT; some of the bytes may have been copied
   */
  int copyTo(OutputStream out) throws IOException;
}
