package org.imagebeam.image;

import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.image.resize.Window;
import org.jspecify.annotations.Nullable;

/**
 * What an image is brought to.
 *
 * @param thumbnail wanted beside that, or null
 */
record DecodeTarget(Sizing sizing, int height, int width, @Nullable WantedThumbnail thumbnail) {
  float[] fill(PixelRows pixels, Orientation orientation) throws ImageException {
    return fill(pixels, new Reduction(pixels.width(), pixels.height(), 1), orientation);
  }

  float[] fill(PixelRows pixels, Reduction reduction, Orientation orientation)
      throws ImageException {
    show(pixels, reduction, orientation);
    return sizing.isPlain()
        ? BilinearResize.resize(pixels, reduction, orientation, height, width)
        : Resampler.resize(
            pixels,
            reduction,
            orientation,
            sizing,
            window(new ImageHeader(reduction.width(), reduction.height()), orientation));
  }

  /** Makes the thumbnail, if one is wanted. */
  void show(PixelRows pixels, Reduction reduction, Orientation orientation) {
    if (thumbnail != null) {
      thumbnail.take(pixels, reduction, orientation);
    }
  }

  /** The part of the upright image that is wanted, of a stored one. */
  Window window(ImageHeader stored, Orientation orientation) {
    ImageHeader upright = stored.turned(orientation);
    return sizing.window(upright.height(), upright.width(), height, width);
  }
}
