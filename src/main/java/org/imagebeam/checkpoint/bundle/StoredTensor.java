package org.imagebeam.checkpoint.bundle;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A tensor in a checkpoint's files.
 *
 * @param parts one, without a slice, if it is stored as a whole; else its slices
 */
public record StoredTensor(TensorInfo info, List<StoredPart> parts) {
  public StoredTensor {
    requireNonNull(info, "info is null");
    parts = List.copyOf(parts);
  }

  /** Whether it is stored as a whole. */
  public boolean isWhole() {
    return parts.size() == 1 && parts.get(0).slice().isEmpty();
  }
}
