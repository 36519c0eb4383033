package org.imagebeam.retrain;

import java.util.List;

/**
 * Pictures as the network takes them, with their classes.
 *
 * @param pixels of each: float32 {@code [height, width, 3]}; nobody changes them
 * @param labels the number of each one's class
 */
record PictureBatch(List<float[]> pixels, List<Integer> labels) {
  PictureBatch {
    pixels = List.copyOf(pixels);
    labels = List.copyOf(labels);
  }

  int size() {
    return labels.size();
  }
}
