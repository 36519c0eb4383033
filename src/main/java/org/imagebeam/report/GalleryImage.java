package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * An image of a page's gallery.
 *
 * @param jpeg the content of a JPEG file, which the page will hold: a small one, then
 * @param alt what a reader who can't see it is told
 * @param lines what stands beneath it
 */
public record GalleryImage(ByteString jpeg, String alt, List<String> lines) {
  private static final ByteString START =
      ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff});

  /**
   * @throws IllegalArgumentException if it isn't a JPEG file
   */
  public GalleryImage {
    requireNonNull(jpeg, "jpeg is null");
    requireNonNull(alt, "alt is null");
    lines = List.copyOf(lines);
    if (!jpeg.startsWith(START)) {
      throw new IllegalArgumentException("the image of '" + alt + "' is no JPEG file");
    }
  }
}
