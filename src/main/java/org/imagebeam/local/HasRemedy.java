package org.imagebeam.local;

import java.util.Optional;

/** An exception that may know what a user can do about it. */
public interface HasRemedy {
  /** Returns what can be done, if it is known. */
  Optional<Remedy> remedy();
}
