package org.imagebeam.image;

import java.io.Serializable;
import java.util.Locale;
import java.util.SplittableRandom;
import org.imagebeam.local.InvalidValueException;

/**
 * How much views of an image may differ from it: the options of retrain.py, by their names there.
 *
 * @param flipLeftRight whether half of the views are mirrored
 * @param randomCrop percent that the image is larger than what is seen of it
 * @param randomScale percent that it is made larger still, at most
 * @param randomBrightness percent that it is made darker or brighter, at most
 */
public record DistortionSettings(
    boolean flipLeftRight, int randomCrop, int randomScale, int randomBrightness)
    implements Serializable {
  /** All views are the image as it is. */
  public static final DistortionSettings NONE = new DistortionSettings(false, 0, 0, 0);

  /** A larger margin would leave a sixth of the image's area or less. */
  private static final int LARGEST_MARGIN = 150;

  /**
   * @throws InvalidValueException if a value is invalid, naming it
   */
  public DistortionSettings {
    requirePercent("randomCrop", randomCrop, LARGEST_MARGIN);
    requirePercent("randomScale", randomScale, LARGEST_MARGIN);
    requirePercent("randomBrightness", randomBrightness, 100);
  }

  private static void requirePercent(String setting, int value, int most) {
    if (value < 0 || value > most) {
      throw InvalidValueException.of(setting, "must be 0 to " + most + " percent, not " + value);
    }
  }

  /** Whether every view is the image as it is. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Draws the next view. Equal numbers from {@code random} give equal views. */
  public Distortion draw(SplittableRandom random) {
    double margin = 1 + randomCrop / 100.0;
    double enlarged = 1 + random.nextDouble() * randomScale / 100.0;
    double left = random.nextDouble();
    double top = random.nextDouble();
    boolean mirrored = random.nextBoolean();
    double lighter = (2 * random.nextDouble() - 1) * randomBrightness / 100.0;
    return new Distortion(
        flipLeftRight && mirrored, margin * enlarged, left, top, (float) (1 + lighter));
  }

  /** All values, for a record of what was done. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "flipLeftRight=%b,randomCrop=%d,randomScale=%d,randomBrightness=%d",
        flipLeftRight,
        randomCrop,
        randomScale,
        randomBrightness);
  }
}
