package org.imagebeam.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** One address of a file. */
interface Source {
  /**
   * Opens it where a broken download stopped, if the content still is the same; else from the
   * start.
   *
   * @param known of the bytes that are there
   * @param offset how many these are; 0 without {@code known}
   * @throws RetryException if it fails now, and may not the next time
   * @throws DownloadException if there is no use in trying again
   */
  Opened open(Optional<PartState> known, long offset) throws IOException;

  /**
   * The content from one offset on; closing it closes the body.
   *
   * @param body whose reads throw what {@link #open} throws
   * @param offset of its first byte in the file
   * @param total bytes of the file, if stated
   * @param validator by which to ask whether the content is the same, if there is one
   * @param url where it comes from in the end
   * @param etag what the server calls the content
   * @param resumable whether it can surely be resumed from the middle
   */
  record Opened(
      InputStream body,
      long offset,
      OptionalLong total,
      Optional<String> validator,
      String url,
      Optional<String> etag,
      boolean resumable)
      implements Closeable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
