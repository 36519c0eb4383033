package org.imagebeam.image;

import org.imagebeam.image.format.ImageException;

/**
 * Makes something of an image's pixels while they are in memory.
 *
 * @param <T> what is made
 */
interface PixelUse<T> {
  /**
   * Makes it.
   *
   * @param pixels that are gone afterwards
   * @throws ImageException if that can't be done with such an image
   */
  T of(PixelRows pixels) throws ImageException;
}
