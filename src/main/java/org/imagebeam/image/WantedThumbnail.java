package org.imagebeam.image;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.imagebeam.image.format.Orientation;

/**
 * Asks {@link ImageDecoder} for a small image of the pixels that it decodes for a network, so that
 * a file isn't decoded twice. For one image; not thread-safe.
 */
public final class WantedThumbnail {
  private final int side;
  private Optional<ByteString> jpeg = Optional.empty();

  /**
   * Makes a request.
   *
   * @param side pixels of the longer side, at most; 1 or more
   */
  public WantedThumbnail(int side) {
    if (side < 1) {
      throw new IllegalArgumentException("a side has at least 1 pixel, not " + side);
    }
    this.side = side;
  }

  /** Takes the image while its pixels are in memory. */
  void take(PixelRows pixels, Reduction reduction, Orientation orientation) {
    jpeg = Optional.of(ByteString.copyFrom(Thumbnail.of(pixels, reduction, orientation, side)));
  }

  /**
   * Returns the content of a JPEG file: the image with its aspect, upright if the decoder turned
   * it, and none larger than it was. Empty if the image wasn't decoded.
   */
  public Optional<ByteString> jpeg() {
    return jpeg;
  }
}
