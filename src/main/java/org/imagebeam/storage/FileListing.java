package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/**
 * The files that a user's patterns name. Immutable.
 *
 * <p>A pattern is
 *
 * <ul>
 *   <li>a file, or a folder: every regular file in it and below, also through links (one to a
 *       folder above, or to one that is listed by its own name, is not followed), hidden files too;
 *   <li>else a glob: {@code *} and {@code ?} stand for characters of one name, {@code [a-z]} and
 *       {@code [!a-z]} for one of them, {@code {jpg,png}} for alternatives, {@code **} for any
 *       characters and folders, <code>**&#47;</code> for zero or more folders; {@code \} takes the
 *       meaning off the next character. It matches files only; with a {@code '/'} at its end, what
 *       is in the folders that it matches.
 * </ul>
 *
 * <p>A path that exists is taken as it stands, so a file called {@code a[1].jpg} needs no care; and
 * so is the folder that a pattern starts with: {@code photos[2024]/*.jpg} reads that folder if
 * there is one of this name. A local file whose name Java can't spell is a problem of its own,
 * under its {@code file:} address, in which {@code %XX} stands for each byte that isn't plain
 * ASCII.
 *
 * <p>Local files come with absolute paths, as from Beam's own matching. The time of a {@code gs://}
 * object is its generation in milliseconds, which changes exactly when the content does.
 *
 * @param files the files, sorted by path, none twice; never folders
 * @param problems what could not be listed, in the order it was met. The files are all there is
 *     only if this is empty
 * @param leftOut what a filter left out
 */
public record FileListing(List<Metadata> files, List<Problem> problems, LeftOut leftOut) {
  /** Copies the lists. */
  public FileListing {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Makes a listing of which nothing was left out. */
  public FileListing(List<Metadata> files, List<Problem> problems) {
    this(files, problems, LeftOut.NOTHING);
  }

  /**
   * Counts what a filter left out: a file, or a folder with all that is below it, is one. What two
   * patterns of an input leave out counts twice.
   *
   * @param unmeant because nobody means it, see {@link FileFilter#all}
   * @param excluded because it is excluded, or isn't included
   */
  public record LeftOut(long unmeant, long excluded) {
    public static final LeftOut NOTHING = new LeftOut(0, 0);

    /** Returns both together. */
    public LeftOut plus(LeftOut other) {
      return new LeftOut(unmeant + other.unmeant, excluded + other.excluded);
    }

    /** Says why how many are left out, for people; an empty text if none are. */
    public String describe() {
      List<String> parts = new ArrayList<>();
      if (unmeant > 0) {
        parts.add(unmeant + " files or folders are hidden, or a system's or file manager's own");
      }
      if (excluded > 0) {
        parts.add(excluded + " are excluded");
      }
      return String.join(", and ", parts);
    }
  }

  /**
   * A place that could not be listed.
   *
   * @param path the file, folder or pattern
   * @param message what is wrong with it; names the path
   */
  public record Problem(String path, String message) {}

  /**
   * The files of one pattern. Never throws for what it meets in the storage: that is in the
   * listing's problems. No files and no problems: nothing matched.
   */
  public static FileListing expand(String pattern) {
    return expand(List.of(pattern), FileFilter.ALL);
  }

  /** Lists the files of one pattern that a filter takes, see {@link #expand(String)}. */
  public static FileListing expand(String pattern, FileFilter filter) {
    return expand(List.of(pattern), filter);
  }

  /** The files of all patterns together, each once. */
  public static FileListing expand(List<String> patterns, FileFilter filter) {
    ListingBuilder listing = new ListingBuilder(filter);
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
   * Returns the file or folder that all files of a pattern are or lie below, whether it is there or
   * not; as listings name it, a folder with or without a slash at its end.
   *
   * @throws IOException if the pattern can't be one, or that can't be found out
   */
  public static String root(String pattern) throws IOException {
    String folder = pattern;
    if (Glob.isGlob(pattern) && !Storage.exists(pattern)) {
      String plain = Glob.parse(pattern).root();
      int slash = pattern.lastIndexOf('/');
      while (slash > plain.length() && !Storage.exists(pattern.substring(0, slash))) {
        slash = pattern.lastIndexOf('/', slash - 1);
      }
      folder = slash > plain.length() ? pattern.substring(0, slash) : plain;
    }
    return Storage.localPath(folder.isEmpty() ? "." : folder).map(Path::toString).orElse(folder);
  }

  /**
   * Returns a local path that a pattern would match too, if it weren't taken for the name of the
   * file or folder that it is, or starts with; nothing if there is none, or no such name. Looks
   * into one folder.
   *
   * @throws IOException if that folder can't be listed
   */
  public static Optional<String> otherMatch(String pattern) throws IOException {
    String path = LocalPaths.withSlashes(pattern);
    if (!Glob.isGlob(path) || path.indexOf('\\') >= 0 || Storage.localPath(path).isEmpty()) {
      return Optional.empty();
    }
    String root = Glob.parse(path).root();
    int slash = path.indexOf('/', root.length());
    String name = path.substring(root.length(), slash < 0 ? path.length() : slash);
    if (!Storage.exists(root + name)) {
      return Optional.empty();
    }
    Glob glob = Glob.parse(name);
    return Storage.list(root.isEmpty() ? "." : root).stream()
        .map(other -> other.endsWith("/") ? other.substring(0, other.length() - 1) : other)
        .filter(other -> !other.equals(name) && glob.matches(other))
        .findFirst()
        .map(other -> root + other);
  }

  /**
   * Splits patterns at commas, save those inside braces or brackets. {@code \,} is a comma of a
   * name. Space around a pattern is dropped, and so is a pattern of nothing else.
   */
  public static List<String> split(String patterns) {
    requireNonNull(patterns, "patterns is null");
    List<String> parts = new ArrayList<>();
    for (int start = 0; start < patterns.length(); ) {
      int end = endOfPattern(patterns, start);
      String pattern = withoutEscapedCommas(patterns.substring(start, end)).strip();
      if (!pattern.isEmpty()) {
        parts.add(pattern);
      }
      start = end + 1;
    }
    return List.copyOf(parts);
  }

  /**
   * Finds where a pattern among several ends.
   *
   * @param start of the pattern
   * @return the index of the comma behind it, or the length of {@code patterns}
   */
  public static int endOfPattern(String patterns, int start) {
    for (int i = start; i < patterns.length(); i++) {
      char c = patterns.charAt(i);
      if (c == ',') {
        return i;
      }
      i = c == '\\' ? i + 1 : Math.max(i, Glob.endOfGroup(patterns, i));
    }
    return patterns.length();
  }

  private static String withoutEscapedCommas(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      int group = Glob.endOfGroup(pattern, i);
      if (pattern.startsWith("\\,", i)) {
        i++;
        text.append(',');
      } else if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
        text.append('\\').append(pattern.charAt(++i));
      } else if (group > 0) {
        text.append(pattern, i, group + 1);
        i = group;
      } else {
        text.append(pattern.charAt(i));
      }
    }
    return text.toString();
  }
}
