package org.imagebeam.testing;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The way to {@code ../shared/assets}: models, images and facts that developers have beside their
 * clone and that a clone alone does not have.
 */
public final class Shared {
  private Shared() {}

  /**
   * The file or folder of that name under {@code ../shared/assets}, seen from the project's root;
   * the calling test is skipped, with the reason printed, where it is missing.
   *
   * @param relative such as {@code images/hopper.jpg}
   */
  public static Path require(String relative) {
    return require(Path.of(System.getProperty("user.dir")), relative);
  }

  static Path require(Path project, String relative) {
    requireNonNull(relative, "relative is null");
    Path path = project.resolveSibling("shared").resolve("assets").resolve(relative);
    if (!Files.exists(path)) {
      Assumptions.abort("needs " + path + ", which a clone alone does not have");
    }
    return path;
  }
}
