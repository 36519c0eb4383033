package org.imagebeam.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/** Collects a {@link Listing}: drops what is there already, sorts at the end. */
final class ListingBuilder {
  private final Map<String, Metadata> files = new HashMap<>();
  private final List<Listing.Problem> problems = new ArrayList<>();

  void file(Metadata metadata) {
    files.putIfAbsent(metadata.resourceId().toString(), metadata);
  }

  /** Adds a problem; what is wrong is to be read after the path. */
  void problem(String path, String whatIsWrong) {
    problems.add(new Listing.Problem(path, path + " " + whatIsWrong));
  }

  /** Adds a problem that its message describes, path and all. */
  void problem(String path, IOException e) {
    problems.add(new Listing.Problem(path, e.getMessage()));
  }

  Listing build() {
    List<Metadata> sorted =
        files.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    return new Listing(sorted, problems);
  }
}
