package org.imagebeam.bottleneck;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Ints;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imagebeam.local.InvalidValueException;

/**
 * Divides images into sides, by a hash of the file's name: an image stays there however many others
 * are added or taken away, and wherever their folder is moved.
 *
 * <p>As in retrain.py (TensorFlow, examples/image_retraining), the hash becomes one of 2^27 places
 * between 0 and 100, of which the first percents are for validation, the next for testing; and what
 * follows {@code _nohash_} in a name is left out, so that near copies of one image stay together.
 * Other than there, the hash is of the file's own name and not of its path, by which a moved folder
 * was split anew; it is salted with a seed, so that there can be more than one split; and it is
 * SHA-256, as SHA-1 is not for new uses. So the sides are not those that retrain.py gives.
 *
 * @param testingPercentage of the images, to be expected
 * @param validationPercentage likewise
 * @param seed of which another gives another split
 */
public record Split(int testingPercentage, int validationPercentage, long seed)
    implements Serializable {
  /** The name that retrain.py gives it, though it limits nothing here. */
  private static final int MAX_NUM_IMAGES_PER_CLASS = (1 << 27) - 1;

  private static final String NO_HASH = "_nohash_";

  /**
   * @throws InvalidValueException if a percentage is invalid, naming it
   */
  public Split {
    requirePercentage("testingPercentage", testingPercentage);
    requirePercentage("validationPercentage", validationPercentage);
    if (testingPercentage + validationPercentage >= 100) {
      throw InvalidValueException.of(
          "testingPercentage",
          "plus validationPercentage must be below 100, to leave images for training, not "
              + testingPercentage
              + " + "
              + validationPercentage);
    }
  }

  private static void requirePercentage(String setting, int value) {
    if (value < 0 || value > 100) {
      throw InvalidValueException.of(setting, "must be 0 to 100, not " + value);
    }
  }

  /** Returns the side of an image, of whose path only the last name counts. */
  Side of(String path) {
    double place = place(PathNames.base(path));
    if (place < validationPercentage) {
      return Side.VALIDATION;
    }
    return place < validationPercentage + testingPercentage ? Side.TESTING : Side.TRAINING;
  }

  /** Returns the percentage of images that a side is to have. */
  int percentage(Side side) {
    return switch (side) {
      case VALIDATION -> validationPercentage;
      case TESTING -> testingPercentage;
      case TRAINING -> 100 - validationPercentage - testingPercentage;
    };
  }

  private double place(String name) {
    int end = name.indexOf(NO_HASH);
    String hashed = seed + "/" + (end < 0 ? name : name.substring(0, end));
    byte[] hash = Hashing.sha256().hashString(hashed, StandardCharsets.UTF_8).asBytes();
    int low = Ints.fromByteArray(Arrays.copyOfRange(hash, hash.length - Ints.BYTES, hash.length));
    return (low & MAX_NUM_IMAGES_PER_CLASS) * (100.0 / MAX_NUM_IMAGES_PER_CLASS);
  }
}
