package org.imagebeam.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of models, which are names of folders in the cache. */
final class ModelNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern LAST =
      Pattern.compile(".*?([^/?#]*?)(?:\\.tgz|\\.tar\\.gz|\\.zip)?/*(?:[?#].*)?", Pattern.DOTALL);
  private static final int LONGEST_STEM = 40;

  private ModelNames() {}

  /** Whether a user may give a model this name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What people would call what is at an address: the name of the file, without its ending. */
  static String stem(String address) {
    Matcher matcher = LAST.matcher(address);
    String last = matcher.matches() ? matcher.group(1) : "";
    String clean = last.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[._-]+", "");
    String stem = clean.substring(0, Math.min(clean.length(), LONGEST_STEM));
    return stem.isEmpty() ? "model" : stem;
  }
}
