package org.imagebeam.learn;

/**
 * Tells how good a network is on the test images.
 *
 * @param images that it was asked about
 * @param correct those of them that it names right
 * @param crossEntropy their mean, in nats; NaN of no images
 */
public record Score(int images, long correct, double crossEntropy) {
  /** Returns how many are named right, of 1; NaN of no images. */
  public double accuracy() {
    return (double) correct / images;
  }
}
