package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.download.RemoteFile;

/**
 * An archive of a model, and where in the cache it is unpacked.
 *
 * @param folder its name in the cache
 * @param archive where it comes from
 * @param graphSha256 of the graph in it, in hex, where it is known
 */
record ModelSource(String folder, RemoteFile archive, Optional<String> graphSha256) {
  ModelSource {
    requireNonNull(folder, "folder is null");
    requireNonNull(archive, "archive is null");
    requireNonNull(graphSha256, "graphSha256 is null");
  }
}
