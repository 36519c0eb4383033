package org.imagebeam.image.format;

/**
 * An image needs more memory than there was: with more, or at another time, it might be decoded.
 */
public final class ImageMemoryException extends ImageException {
  private static final long serialVersionUID = 1L;

  public ImageMemoryException(String message) {
    super(message);
  }

  public ImageMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
