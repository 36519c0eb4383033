package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the storage that a path is in. */
final class Stores {
  // Two letters at least, so that a Windows drive is no scheme.
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+)://.*");

  private static final Store LOCAL = new LocalStore();
  private static final Store GCS = new GcsStore();

  private Stores() {}

  static Store of(String path) throws IOException {
    requireNonNull(path, "path is null");
    if (path.isEmpty()) {
      throw new IOException("the path is empty: name a file or a folder");
    }
    Matcher matcher = SCHEME.matcher(path);
    if (!matcher.matches() || matcher.group(1).equalsIgnoreCase("file")) {
      return LOCAL;
    }
    if (GcsResourceId.isGcs(path)) {
      return GCS;
    }
    throw new UnknownSchemeException(path, matcher.group(1));
  }
}
