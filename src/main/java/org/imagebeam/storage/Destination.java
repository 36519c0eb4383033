package org.imagebeam.storage;

import java.io.IOException;
import org.imagebeam.local.TemporaryFile;

/** Where an {@link AtomicFile} puts its content once that is complete. */
interface Destination {
  /** A new local file for the content, in a place from where it can be published. */
  TemporaryFile temporary() throws IOException;

  /**
   * Returns this destination, whose {@link #publish} fails unless the expected content is there.
   */
  Destination onlyIf(Precondition precondition);

  /**
   * Makes the content appear under the target's name, all of it at once.
   *
   * @param crc32c the checksum of the content
   */
  void publish(TemporaryFile content, int crc32c) throws IOException;
}
