package org.imagebeam.image.resize;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How images are brought to the size that a network takes, as a model states it.
 *
 * @param stated the method; without one it is {@link ResizeMethod#BILINEAR}
 * @param antialias whether a smaller image is made of all pixels between those of the larger one,
 *     as {@code tf.image.resize} does with {@code antialias}
 * @param crop what is taken of the scaled image; all of it, whatever its aspect, without one
 */
public record Sizing(Optional<ResizeMethod> stated, boolean antialias, Optional<CenterCrop> crop) {
  /** Nothing is stated: {@code ResizeBilinear} of TensorFlow 1, of the whole image. */
  public static final Sizing DEFAULT = new Sizing(Optional.empty(), false, Optional.empty());

  /**
   * @throws IllegalArgumentException if the method has no form with antialias
   */
  public Sizing {
    requireNonNull(stated, "stated is null");
    requireNonNull(crop, "crop is null");
    if (antialias && !stated.orElse(ResizeMethod.BILINEAR).takesAntialias()) {
      throw new IllegalArgumentException("there is no antialias with " + stated);
    }
  }

  /** Makes one of a method that takes the whole image. */
  public static Sizing of(ResizeMethod method, boolean antialias) {
    return new Sizing(Optional.of(method), antialias, Optional.empty());
  }

  /** Returns how images are resized, whether it is stated or not. */
  public ResizeMethod method() {
    return stated.orElse(ResizeMethod.BILINEAR);
  }

  /** Whether images are resized as the graph of inception-2015-12-05 does, all of each. */
  public boolean isPlain() {
    return method() == ResizeMethod.BILINEAR && crop.isEmpty();
  }

  /** Returns the same with a crop. */
  public Sizing withCrop(CenterCrop taken) {
    return new Sizing(stated, antialias, Optional.of(taken));
  }

  /**
   * Computes which part of the resized image is taken.
   *
   * @param imageHeight of the image, in pixels
   * @param imageWidth likewise
   * @param height that the network takes
   * @param width likewise
   */
  public Window window(int imageHeight, int imageWidth, int height, int width) {
    return crop.isPresent()
        ? crop.get().window(imageHeight, imageWidth, height, width)
        : new Window(height, width, 0, 0, height, width);
  }

  /** Returns the method, antialias and crop in words; equal for what gives equal pixels. */
  public String text() {
    return method().text()
        + (antialias ? " with antialias" : "")
        + crop.map(taken -> ", crop " + taken.text()).orElse("");
  }
}
