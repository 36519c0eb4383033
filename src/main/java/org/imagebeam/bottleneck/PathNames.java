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

  /** Returns whether a name is one that file managers and shells don't show. */
  static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  /** Returns whether one of the names in a relative path is hidden. */
  static boolean hasHidden(String relative) {
    return isHidden(relative) || relative.contains("/.") || relative.contains(File.separator + ".");
  }
}
