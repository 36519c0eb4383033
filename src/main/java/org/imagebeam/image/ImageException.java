package org.imagebeam.image;

/**
 * A file can't be used as a picture. The message says why, and leaves the file's name to others.
 */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
