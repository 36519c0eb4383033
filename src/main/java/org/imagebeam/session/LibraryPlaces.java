package org.imagebeam.session;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.local.UserFolders;
import org.jspecify.annotations.Nullable;

/**
 * Knows the folders that native libraries may be in: the one that the user names, or else some of
 * this user's own.
 *
 * @param named nothing if the user names none
 */
record LibraryPlaces(Optional<Path> named) {
  /** The environment variable that names a folder. */
  static final String VARIABLE = "IMAGEBEAM_LIBRARIES";

  /** The system property that does so, which goes before the variable. */
  static final String PROPERTY = "imagebeam.libraries";

  /** What a message says to do if no folder will do. */
  static final String ADVICE =
      "Make room, or set " + VARIABLE + "=FOLDER, a folder on a disk that programs may be run from";

  private static final String OWN = ".native";

  LibraryPlaces {
    requireNonNull(named, "named is null");
  }

  /** Those of this process. */
  static LibraryPlaces here() {
    return new LibraryPlaces(
        named(System.getProperty(PROPERTY)).or(() -> named(System.getenv(VARIABLE))));
  }

  private static Optional<Path> named(@Nullable String folder) {
    return Optional.ofNullable(folder)
        .filter(name -> !name.isBlank())
        .map(
            name -> {
              try {
                return Path.of(name).toAbsolutePath();
              } catch (InvalidPathException e) {
                throw new EnvironmentException(
                    "'" + name + "', by " + VARIABLE + ", can't be a folder's name", e);
              }
            });
  }

  /**
   * This user's own, the best first: in the cache, and else among the temporary files, where the
   * cache of a user without a home is as well.
   */
  static List<Path> own() {
    Path cache = UserFolders.cache();
    Path temporary = UserFolders.temporary();
    return (cache.startsWith(temporary) ? Stream.of(cache) : Stream.of(cache, temporary))
        .map(folder -> folder.resolve(OWN))
        .toList();
  }

  /**
   * Where to look for some libraries, the best first.
   *
   * @param subfolder of a folder of this user's own, which may hold others too
   */
  List<Path> candidates(String subfolder) {
    return named
        .map(List::of)
        .orElseGet(() -> own().stream().map(folder -> folder.resolve(subfolder)).toList());
  }
}
