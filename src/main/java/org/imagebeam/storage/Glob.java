package org.imagebeam.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of {@link FileListing}, taken apart: the folder it starts in, and what is to match
 * below it. Paths have {@code '/'} between names. Immutable.
 *
 * <p>As in bash with globstar, except that {@code **} crosses folders also as a part of a name
 * ({@code photos/**.jpg}, as in Java and gsutil), and that a leading dot is nothing special.
 */
final class Glob {
  private final String root;
  private final String literalPrefix;
  private final Pattern file;
  private final List<Pattern> folders;
  private final boolean deep;

  private Glob(String root, String rest) {
    this.root = root;
    this.literalPrefix = unescape(rest.substring(0, firstWildcard(rest)));
    this.file = GlobRegex.compile(rest);
    List<String> names = names(rest);
    int shallow = 0;
    while (shallow < names.size() && !crossesFolders(names.get(shallow))) {
      shallow++;
    }
    this.deep = shallow < names.size();
    this.folders =
        names.subList(0, deep ? shallow : names.size() - 1).stream()
            .map(GlobRegex::compile)
            .toList();
  }

  /** Matches every file below a folder. */
  static Glob everything() {
    return new Glob("", "**");
  }

  /**
   * Reads a pattern.
   *
   * @throws IOException if a part of it has no meaning
   */
  static Glob parse(String pattern) throws IOException {
    return parseBelow("", pattern);
  }

  /**
   * Reads a pattern below a folder whose name is taken literally.
   *
   * @param folder with its {@code '/'} at the end
   * @throws IOException if a part of the pattern has no meaning
   */
  static Glob parseBelow(String folder, String pattern) throws IOException {
    String whole = pattern.endsWith("/") ? pattern + "**" : pattern;
    int start = whole.lastIndexOf('/', firstWildcard(whole) - 1) + 1;
    try {
      return new Glob(folder + unescape(whole.substring(0, start)), whole.substring(start));
    } catch (PatternSyntaxException e) {
      throw new IOException(folder + pattern + " is not a pattern: " + e.getDescription(), e);
    }
  }

  /** Whether a pattern says more than its letters. */
  static boolean isGlob(String pattern) {
    return firstWildcard(pattern) < pattern.length() || pattern.indexOf('\\') >= 0;
  }

  /** The folder that all matches are in, with its {@code '/'} at the end; empty if it is none. */
  String root() {
    return root;
  }

  /** What the paths of all matches start with, after the root. */
  String literalPrefix() {
    return literalPrefix;
  }

  /** Whether all matches are directly inside the root. */
  boolean isFlat() {
    return folders.isEmpty() && !deep;
  }

  /** Whether a file matches, by its path below the root. */
  boolean matches(String path) {
    return file.matcher(path).matches();
  }

  /**
   * Whether a folder may hold matches, if the one above may: the root's own folders have depth 1.
   */
  boolean mayEnter(int depth, String name) {
    return depth <= folders.size() ? folders.get(depth - 1).matcher(name).matches() : deep;
  }

  /** The index of the bracket that closes the one at {@code open}, or -1 if there is none. */
  static int endOfGroup(String pattern, int open) {
    return switch (pattern.charAt(open)) {
      case '{' -> endOfBraces(pattern, open);
      case '[' -> endOfSet(pattern, open);
      default -> -1;
    };
  }

  private static int endOfBraces(String pattern, int open) {
    int depth = 0;
    for (int i = open; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '{' -> depth++;
        case '}' -> depth--;
        case '[' -> i = Math.max(i, endOfSet(pattern, i));
        case '\\' -> i++;
        default -> {}
      }
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int endOfSet(String pattern, int open) {
    int i = open + 1;
    if (i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^')) {
      i++;
    }
    // A ']' that comes first is one of the characters, as POSIX has it.
    for (i++; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case ']' -> {
          return i;
        }
        case '/' -> {
          return -1;
        }
        case '\\' -> i++;
        default -> {}
      }
    }
    return -1;
  }

  private static int firstWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || endOfGroup(pattern, i) > 0) {
        return i;
      }
    }
    return pattern.length();
  }

  private static boolean crossesFolders(String name) {
    return name.contains("**") || name.indexOf('/') >= 0;
  }

  /** Splits at each '/' outside braces. */
  private static List<String> names(String pattern) {
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '/') {
        names.add(pattern.substring(start, i));
        start = i + 1;
      } else if (c == '\\') {
        i++;
      } else {
        i = Math.max(i, endOfGroup(pattern, i));
      }
    }
    names.add(pattern.substring(start));
    return names;
  }

  private static String unescape(String literal) {
    return literal.replaceAll("(?s)\\\\(.)", "$1");
  }
}
