package org.imagebeam.classify.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.storage.Storage;

/** Tells, before an input is listed, whether it is sure to be small. */
public final class SmallInput {
  private SmallInput() {}

  /**
   * Returns whether an input names {@code most} files at most. Looks no further than that many
   * files and folders, and at existing local ones only: of patterns, lists and Google Cloud Storage
   * the answer is no.
   *
   * @param input as {@link InputPatterns} takes it
   */
  public static boolean isAtMost(int most, String input) {
    try {
      long entries = 0;
      for (InputPatterns.Part part : InputPatterns.split(input)) {
        Optional<Path> path =
            part.isList() ? Optional.empty() : Storage.localPath(part.text()).filter(Files::exists);
        if (path.isEmpty()) {
          return false;
        }
        entries += entries(path.get(), most + 1L - entries);
        if (entries > most) {
          return false;
        }
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      // The listing will say it.
      return false;
    }
  }

  /** Counts what is at and below a path, and stops at {@code limit}. */
  private static long entries(Path path, long limit) throws IOException {
    try (Stream<Path> below = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      return below.limit(limit).count();
    }
  }
}
