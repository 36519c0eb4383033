package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns what a user wrote into files.
 *
 * <p>A pattern is
 *
 * <ul>
 *   <li>a file, or a folder: every regular file in it and below, also through links (a link that
 *       leads back up is not followed again), hidden files too;
 *   <li>else a glob: {@code *} and {@code ?} stand for characters of one name, {@code [a-z]} and
 *       {@code [!a-z]} for one of them, {@code {jpg,png}} for alternatives, {@code **} for any
 *       characters and folders, <code>**&#47;</code> for zero or more folders; {@code \} takes the
 *       meaning off the next character. It matches files only; with a {@code '/'} at its end, what
 *       is in the folders that it matches.
 * </ul>
 *
 * <p>What exists under the literal name wins, so a file called {@code a[1].jpg} needs no care.
 * Local files come with absolute paths, as from Beam's own matching. The time of a {@code gs://}
 * object is its generation in milliseconds, which changes exactly when the content does.
 * Thread-safe.
 */
public final class FileListing {
  private FileListing() {}

  /**
   * The files of one pattern. Never throws for what it meets in the storage: that is in the
   * listing's problems. No files and no problems: nothing matched.
   */
  public static Listing expand(String pattern) {
    return expand(List.of(pattern));
  }

  /** The files of all patterns together, each once. */
  public static Listing expand(List<String> patterns) {
    ListingBuilder listing = new ListingBuilder();
    for (String pattern : patterns) {
      try {
        Stores.of(pattern).expand(pattern, listing);
      } catch (IOException e) {
        listing.problem(pattern, e);
      }
    }
    return listing.build();
  }

  /**
   * Splits patterns at commas, save those inside braces or brackets. {@code \,} is a comma of a
   * name. Space around a pattern is dropped, and so is a pattern of nothing else.
   */
  public static List<String> split(String patterns) {
    requireNonNull(patterns, "patterns is null");
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < patterns.length(); i++) {
      char c = patterns.charAt(i);
      int group = Glob.endOfGroup(patterns, i);
      if (c == ',') {
        addTo(parts, part);
        part.setLength(0);
      } else if (patterns.startsWith("\\,", i)) {
        part.append(',');
        i++;
      } else if (c == '\\' && i + 1 < patterns.length()) {
        part.append(c).append(patterns.charAt(++i));
      } else if (group > 0) {
        part.append(patterns, i, group + 1);
        i = group;
      } else {
        part.append(c);
      }
    }
    addTo(parts, part);
    return List.copyOf(parts);
  }

  private static void addTo(List<String> parts, StringBuilder part) {
    String pattern = part.toString().strip();
    if (!pattern.isEmpty()) {
      parts.add(pattern);
    }
  }
}
