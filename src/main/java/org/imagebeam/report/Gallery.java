package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import com.google.common.io.BaseEncoding;
import java.util.List;

/** Images side by side, as many in a row as there is room for, inside a page. */
final class Gallery {
  private Gallery() {}

  /**
   * A {@code figure} element that holds the images' bytes.
   *
   * @throws IllegalArgumentException if there are no images
   */
  static String figure(String caption, List<GalleryImage> images) {
    requireNonNull(caption, "caption is null");
    if (images.isEmpty()) {
      throw new IllegalArgumentException("there are no images to show");
    }
    StringBuilder figure =
        new StringBuilder("<figure>\n<figcaption>")
            .append(Html.escape(caption))
            .append("</figcaption>\n<ul class=\"gallery\">\n");
    for (GalleryImage image : images) {
      figure
          .append("<li><img alt=\"")
          .append(Html.escape(image.alt()))
          .append("\" src=\"data:image/jpeg;base64,")
          .append(BaseEncoding.base64().encode(image.jpeg().toByteArray()))
          .append("\"/>");
      for (String line : image.lines()) {
        figure.append("<p>").append(Html.escape(line)).append("</p>");
      }
      figure.append("</li>\n");
    }
    return figure.append("</ul>\n</figure>\n").toString();
  }
}
