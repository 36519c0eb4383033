package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

/**
 * What a graph was when its model was fetched.
 *
 * @param sha256 of its file, in hex
 * @param mendedBy the command that fetches the model again if it is another by now
 */
record RecordedGraph(String sha256, String mendedBy) {
  RecordedGraph {
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(mendedBy, "mendedBy is null");
  }
}
