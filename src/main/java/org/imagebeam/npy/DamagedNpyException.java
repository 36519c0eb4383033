package org.imagebeam.npy;

import java.io.IOException;

/** An {@code .npy} file isn't as it was written. The message says why, without the file's name. */
public final class DamagedNpyException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedNpyException(String reason) {
    super(reason);
  }
}
