package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

/**
 * The content of a file at one moment.
 *
 * @param sizeBytes its size
 * @param version another one whenever the content is another: in Google Cloud Storage the
 *     generation, locally the time of the last change and the file's number
 */
public record FileVersion(long sizeBytes, String version) {
  public FileVersion {
    requireNonNull(version, "version is null");
  }
}
