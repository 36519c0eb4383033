package org.imagebeam.image.format;

/**
 * A file can't be used as an image. The message says why, and leaves the file's name to others.
 * Thrown as this very class, the fault is the file's own; a subclass names one that may pass.
 */
public class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
