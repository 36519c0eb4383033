package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.download.RemoteFile;

/**
 * A model that is known by name.
 *
 * @param archive that it comes in; none for the one that is in the jar
 * @param graphSha256 of the graph in it, in hex, where it is known
 * @param licence that it may be used under
 * @param purpose what it is for
 */
public record CatalogEntry(
    String name,
    Optional<RemoteFile> archive,
    Optional<String> graphSha256,
    String licence,
    String purpose) {
  public CatalogEntry {
    requireNonNull(name, "name is null");
    requireNonNull(archive, "archive is null");
    requireNonNull(graphSha256, "graphSha256 is null");
    requireNonNull(licence, "licence is null");
    requireNonNull(purpose, "purpose is null");
  }
}
