package org.imagebeam.image.resize;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scales an image's shortest side and takes the centre, as torchvision's {@code Resize(int)} and
 * {@code CenterCrop} do, and timm with {@code crop_mode='center'}.
 *
 * @param fraction of the shortest side that is taken, more than 0 and at most 1: timm's {@code
 *     crop_pct}
 */
public record CenterCrop(double fraction) {
  /** How users write that nothing is cropped. */
  public static final String NONE = "none";

  /** What users may write, for messages. */
  public static final String WANTED =
      "\"none\", or \"center\" and the part of the shortest side that is taken, such as \"center"
          + " 0.875\"";

  private static final String CENTER = "center";

  private static final Pattern TEXT =
      Pattern.compile("center\\s+([0-9]{1,3}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12})");

  /** More would make an image larger than any that it can be cropped out of. */
  private static final double LEAST = 0.01;

  /**
   * @throws IllegalArgumentException if the fraction is below 0.01 or above 1
   */
  public CenterCrop {
    if (!(fraction >= LEAST && fraction <= 1)) {
      throw new IllegalArgumentException("no part of " + fraction + " can be taken of an image");
    }
  }

  /** Reads what users write for a crop, such as {@code center 0.875}; empty for anything else. */
  public static Optional<CenterCrop> of(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double fraction = Double.parseDouble(matcher.group(1));
    return fraction >= LEAST && fraction <= 1
        ? Optional.of(new CenterCrop(fraction))
        : Optional.empty();
  }

  /** Returns how users write it. */
  public String text() {
    return CENTER + " " + fraction;
  }

  /**
   * Computes where the crop lies in the scaled image, which is as large as torchvision and timm
   * make it.
   *
   * <p>The shortest side becomes {@code floor(size / fraction)} (timm {@code
   * transforms_imagenet_eval}). Of a square crop, the other one is cut off to a whole number
   * (torchvision {@code _compute_resized_output_size}); of others, both are rounded (timm {@code
   * ResizeKeepRatio}). The offsets are rounded to the nearest, halves to the even one (torchvision
   * {@code center_crop}).
   *
   * @param imageHeight of the image, in pixels
   * @param imageWidth likewise
   * @param height of what is taken, in pixels
   * @param width likewise
   */
  Window window(int imageHeight, int imageWidth, int height, int width) {
    long fullHeight;
    long fullWidth;
    double scaledHeight = Math.floor(height / fraction);
    double scaledWidth = Math.floor(width / fraction);
    if (scaledHeight == scaledWidth) {
      long side = (long) scaledHeight;
      boolean upright = imageWidth <= imageHeight;
      int shorter = Math.min(imageWidth, imageHeight);
      int longer = Math.max(imageWidth, imageHeight);
      long other = (long) ((double) (side * longer) / shorter);
      fullHeight = upright ? other : side;
      fullWidth = upright ? side : other;
    } else {
      double ratio = Math.min(imageHeight / scaledHeight, imageWidth / scaledWidth);
      fullHeight = (long) Math.rint(imageHeight / ratio);
      fullWidth = (long) Math.rint(imageWidth / ratio);
    }
    return new Window(
        fullHeight, fullWidth, offset(fullHeight, height), offset(fullWidth, width), height, width);
  }

  private static long offset(long full, int taken) {
    return (long) Math.rint((full - taken) / 2.0);
  }
}
