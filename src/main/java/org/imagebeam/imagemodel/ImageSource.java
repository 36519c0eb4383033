package org.imagebeam.imagemodel;

import java.io.IOException;
import java.io.Serializable;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;

/**
 * Says how an element of a pipeline gives an image file's bytes. Used by many threads at once.
 *
 * @param <InputT> the elements
 */
public interface ImageSource<InputT> extends Serializable {
  /**
   * Reads an image.
   *
   * @param limits whose largest number of bytes holds
   * @return the content of a file of one of the formats
   * @throws ImageException if it has more bytes than are allowed
   * @throws IOException if it can't be read
   */
  byte[] read(InputT input, ImageLimits limits) throws ImageException, IOException;

  /** Returns a stable identifier: equal for sources of equal behaviour, on every JVM. */
  String id();
}
