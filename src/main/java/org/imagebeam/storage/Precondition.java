package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a file must be for it to be replaced.
 *
 * @param any whether anything may be there
 * @param version what must be there otherwise; empty for nothing
 */
record Precondition(boolean any, Optional<FileVersion> version) {
  static final Precondition NONE = new Precondition(true, Optional.empty());

  Precondition {
    requireNonNull(version, "version is null");
  }

  static Precondition only(Optional<FileVersion> version) {
    return new Precondition(false, version);
  }
}
