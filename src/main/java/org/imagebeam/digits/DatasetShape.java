package org.imagebeam.digits;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.imagebeam.pipeline.InputException;

/**
 * Says how many examples there are, and how large.
 *
 * @param training examples to learn from, those for validation left out
 * @param validation examples of the training files, their first, to measure with meanwhile
 * @param test examples to measure with
 * @param height of an image, in pixels
 * @param width of an image, in pixels
 */
record DatasetShape(int training, int validation, int test, int height, int width)
    implements Serializable {
  /** Digits. */
  static final int CLASSES = 10;

  private static final int IMAGES = 3;
  private static final int LABELS = 1;

  /** Pixels of an image. */
  int features() {
    return Math.multiplyExact(height, width);
  }

  /** Returns the number of all examples; they are numbered through: validation, training, test. */
  int total() {
    return Math.addExact(Math.addExact(training, validation), test);
  }

  /** Returns the number of the first example to learn from. */
  int firstTraining() {
    return validation;
  }

  /** Returns the number of the first example to test with. */
  int firstTest() {
    return validation + training;
  }

  /**
   * Reads the headers.
   *
   * @param validation how many of the training files' examples to keep for validation
   * @throws InputException if a file is none, or they don't fit together
   */
  static DatasetShape of(IdxFolder folder, int validation) throws IOException {
    List<Integer> training = shape(folder.training());
    List<Integer> test = shape(folder.test());
    if (!training.subList(1, IMAGES).equals(test.subList(1, IMAGES))) {
      throw new InputException(
          folder.training().images()
              + " has images of "
              + training.subList(1, IMAGES)
              + " and "
              + folder.test().images()
              + " of "
              + test.subList(1, IMAGES)
              + ": they must be of one size");
    }
    if (validation >= training.get(0)) {
      throw new InputException(
          folder.training().images()
              + " has "
              + training.get(0)
              + " images, and --validationSize="
              + validation
              + " leaves none to learn from");
    }
    return new DatasetShape(
        training.get(0) - validation, validation, test.get(0), training.get(1), training.get(2));
  }

  private static List<Integer> shape(IdxFolder.Pair pair) throws IOException {
    try (IdxFile images = IdxFile.open(pair.images(), IMAGES);
        IdxFile labels = IdxFile.open(pair.labels(), LABELS)) {
      if (images.count() != labels.count()) {
        throw new InputException(
            pair.images()
                + " has "
                + images.count()
                + " images, and "
                + pair.labels()
                + " has "
                + labels.count()
                + " labels: the two don't belong together");
      }
      return images.shape();
    }
  }
}
