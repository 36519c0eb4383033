package org.imagebeam.image.format;

/**
 * How a stored image must be turned to be seen upright: the EXIF tag 0x0112.
 *
 * @param transposed whether rows and columns change places
 * @param flippedX whether the upright image's x runs against the stored axis it lies on
 * @param flippedY likewise for y
 */
public record Orientation(boolean transposed, boolean flippedX, boolean flippedY) {
  public static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** The orientation of an EXIF tag's value, 1 to 8; any other value means upright. */
  public static Orientation ofExif(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }
}
