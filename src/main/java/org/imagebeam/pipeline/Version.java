package org.imagebeam.pipeline;

import java.util.Optional;

/** The version of this program. */
public final class Version {
  private Version() {}

  /**
   * Returns the version in the jar's manifest, or {@code unpackaged} where classes run without a
   * jar.
   */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
