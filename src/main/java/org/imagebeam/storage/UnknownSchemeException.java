package org.imagebeam.storage;

import java.io.IOException;

/** Says that a path starts with a scheme of a storage that can't be read or written. */
public final class UnknownSchemeException extends IOException {
  private static final long serialVersionUID = 1L;

  UnknownSchemeException(String path, String scheme) {
    super(
        path
            + " can't be used: give a local path or one that starts with gs://, not "
            + scheme
            + "://");
  }
}
