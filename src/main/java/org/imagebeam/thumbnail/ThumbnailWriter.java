package org.imagebeam.thumbnail;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes thumbnails beside the work that matters: one that can't be written is warned of once, and
 * keeps no image from its row. Thread-safe.
 */
public final class ThumbnailWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ThumbnailWriter.class);

  private final ThumbnailFolder folder;
  private final AtomicBoolean warned = new AtomicBoolean();

  public ThumbnailWriter(ThumbnailFolder folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /**
   * Writes one.
   *
   * @param image the path of the image
   * @param jpeg the content of the thumbnail
   */
  public void write(String image, ByteString jpeg) {
    try {
      folder.write(image, jpeg.toByteArray());
    } catch (IOException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn(
            "the thumbnail of {} can't be written ({}); the image is classified all the same, and"
                + " no more is said of such thumbnails",
            image,
            e.toString());
      }
    }
  }
}
