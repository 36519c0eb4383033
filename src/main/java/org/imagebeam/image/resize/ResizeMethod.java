package org.imagebeam.image.resize;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How an image is brought to another size. */
public enum ResizeMethod {
  /**
   * Two pixels along each axis, output {@code i} at input {@code i * in / out}: TensorFlow's {@code
   * ResizeBilinear} with {@code half_pixel_centers} off, as TensorFlow 1 resizes.
   */
  BILINEAR,
  /**
   * Two pixels along each axis, pixels' centres on each other: {@code tf.image.resize} with {@code
   * bilinear}.
   */
  BILINEAR_HALF_PIXEL,
  /**
   * Four pixels along each axis, by the cubic of Keys (1981) with a of -0.5: {@code
   * tf.image.resize} with {@code bicubic}.
   */
  BICUBIC,
  /** The mean of the pixels that an output pixel covers: {@code tf.compat.v1.image.resize_area}. */
  AREA;

  /** Finds the method that users write so, whatever the case. */
  public static Optional<ResizeMethod> of(String text) {
    return Arrays.stream(values())
        .filter(method -> method.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Returns the names that users write. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(ResizeMethod::text).toList();
  }

  /** Returns all names, in quotes. */
  public static String names() {
    return texts().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }

  /** Returns the name that users write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether there is a form of it that takes all pixels between two of a smaller image. */
  public boolean takesAntialias() {
    return this == BILINEAR_HALF_PIXEL || this == BICUBIC;
  }
}
