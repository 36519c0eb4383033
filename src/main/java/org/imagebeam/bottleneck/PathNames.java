package org.imagebeam.bottleneck;

import java.io.File;

/** The names in paths, local or not. */
public final class PathNames {
  private PathNames() {}

  /** Returns the last name of a path. */
  public static String base(String path) {
    return path.substring(
        Math.max(path.lastIndexOf('/'), path.lastIndexOf(File.separatorChar)) + 1);
  }
}
