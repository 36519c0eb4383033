package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import org.imagebeam.local.Remedy;

/**
 * What a graph was when its model was fetched.
 *
 * @param sha256 of its file, in hex
 * @param remedy how to fetch the model again if it is another by now
 */
record RecordedGraph(String sha256, Remedy remedy) {
  RecordedGraph {
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(remedy, "remedy is null");
  }
}
