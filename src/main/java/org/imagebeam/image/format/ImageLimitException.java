package org.imagebeam.image.format;

/** An image is over one of the {@link ImageLimits}: with a higher limit it might be decoded. */
public final class ImageLimitException extends ImageException {
  private static final long serialVersionUID = 1L;

  public ImageLimitException(String message) {
    super(message);
  }
}
