package org.imagebeam.pipeline;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The version of this program. */
public final class Version {
  private static final int BUILD_DIGITS = 16;

  private Version() {}

  /**
   * Returns the version in the jar's manifest, or {@code unpackaged} where classes run without a
   * jar.
   */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  /**
   * Returns digits that differ from build to build, by which what other classes left behind is told
   * apart: of the jar's size and time, or of those of all classes where there is no jar.
   *
   * @throws IOException if they can't be looked at
   */
  public static String build() throws IOException {
    try {
      return build(
          Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException | RuntimeException e) {
      throw new IOException("it isn't known where the classes are", e);
    }
  }

  static String build(Path classes) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        hasher
            .putUnencodedChars(classes.relativize(file).toString())
            .putLong(Files.size(file))
            .putLong(Files.getLastModifiedTime(file).toMillis());
      }
    }
    return hasher.hash().toString().substring(0, BUILD_DIGITS);
  }
}
