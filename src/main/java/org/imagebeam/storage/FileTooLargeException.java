package org.imagebeam.storage;

import java.io.IOException;
import java.util.Locale;

/** A file has more bytes than the reader wants to hold. */
public final class FileTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  FileTooLargeException(String path, long sizeBytes, long maxBytes) {
    super(
        String.format(
            Locale.ROOT,
            "%s has %s bytes, over the limit of %,d",
            path,
            sizeBytes > maxBytes ? String.format(Locale.ROOT, "%,d", sizeBytes) : "more",
            maxBytes));
  }
}
