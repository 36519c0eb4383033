package org.imagebeam.cli;

import java.util.Optional;
import org.apache.beam.sdk.util.ReleaseInfo;

/** What {@code --version} prints. */
final class Version {
  private Version() {}

  static String[] lines() {
    String own =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");
    return new String[] {
      "imagebeam " + own,
      "Apache Beam " + ReleaseInfo.getReleaseInfo().getVersion(),
      "Java " + Runtime.version()
    };
  }
}
