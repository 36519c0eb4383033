package org.imagebeam.storage;

import com.google.common.base.Splitter;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Says which of the files that a listing finds are wanted. Immutable.
 *
 * <p>A glob without a {@code '/'} is held to each name below the folder that is listed, those of
 * folders as well; with one, to the path below that folder, or to the whole path if it starts with
 * {@code '/'} or {@code gs://}. A folder that is excluded is so with all that is below it. The
 * wildcards are those of {@link FileListing}.
 *
 * @param include globs of which a file must match one, if there are any: its name or its path
 * @param exclude globs of which neither a file nor a folder above it may match one
 * @param all whether files and folders are wanted that nobody means: hidden ones, and those that
 *     systems and file managers make, such as {@code Thumbs.db} and {@code @eaDir}. What a pattern
 *     names by more than wildcards is meant.
 */
public record FileFilter(List<String> include, List<String> exclude, boolean all)
    implements Serializable {
  /** Takes every file. */
  public static final FileFilter ALL = new FileFilter(List.of(), List.of(), true);

  /** Takes every file but those that nobody means. */
  public static final FileFilter MEANT = new FileFilter(List.of(), List.of(), false);

  /** In lower case. Of Windows, macOS, Linux, and the makers of network disks. */
  private static final Set<String> UNMEANT =
      Set.of(
          "$recycle.bin",
          "system volume information",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "__macosx",
          "lost+found",
          "@eadir",
          "#recycle",
          "@recycle",
          "#snapshot",
          "@recently-snapshot");

  /**
   * @throws IllegalArgumentException if a glob has no meaning, naming it
   */
  public FileFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    requireMeaning(include);
    requireMeaning(exclude);
  }

  /**
   * Sees that globs have a meaning.
   *
   * @throws IllegalArgumentException if one has none, naming it
   */
  public static void requireMeaning(List<String> globs) {
    globs.forEach(FileFilter::compile);
  }

  /** Returns whether a name is one that nobody means: of a file or a folder. */
  public static boolean isUnmeant(String name) {
    return isHidden(name) || UNMEANT.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static Pattern compile(String glob) {
    try {
      return GlobRegex.compile(glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + glob + "' is not a pattern: " + e.getDescription(), e);
    }
  }

  /**
   * Returns this filter for the files of one pattern.
   *
   * @param root the folder that is listed, as paths of its files begin: with a {@code '/'} at the
   *     end
   * @param pattern the pattern below it, whose own names are meant
   */
  Scope below(String root, String pattern) {
    return new Scope(this, root, pattern);
  }

  /**
   * Returns what says of a path whether its file is wanted, where files are named by themselves and
   * not found in a folder. A glob with a {@code '/'} is then held to the end of the path.
   */
  public Predicate<String> ofNamedFiles() {
    UnaryOperator<String> atTheEnd = glob -> isWhole(glob) || isName(glob) ? glob : "**/" + glob;
    // What is named is meant.
    Scope scope =
        new FileFilter(
                include.stream().map(atTheEnd).toList(),
                exclude.stream().map(atTheEnd).toList(),
                true)
            .below("", "");
    return path -> scope.judge(path, true) == Verdict.WANTED;
  }

  /** Returns whether a folder is wanted that is right below the one that is listed. */
  public boolean takesFolder(String name) {
    return below("", "").judge(name, false) == Verdict.WANTED;
  }

  private static boolean isWhole(String glob) {
    return glob.startsWith("/") || glob.startsWith("gs://");
  }

  /** Whether a glob has no slash, or only one at its end. */
  private static boolean isName(String glob) {
    return glob.indexOf('/') < 0 || glob.indexOf('/') == glob.length() - 1;
  }

  /** What comes of a file or a folder. */
  enum Verdict {
    WANTED,
    UNMEANT,
    EXCLUDED
  }

  /** The filter, below one folder. */
  static final class Scope {
    private final boolean all;
    private final List<String> meant;
    private final boolean meansHidden;
    private final List<Held> include;
    private final List<Held> exclude;

    private Scope(FileFilter filter, String root, String pattern) {
      this.all = filter.all;
      this.meant = Splitter.on('/').splitToList(pattern);
      this.meansHidden = meant.stream().anyMatch(FileFilter::isHidden);
      this.include = filter.include.stream().map(glob -> Held.of(glob, root)).toList();
      this.exclude = filter.exclude.stream().map(glob -> Held.of(glob, root)).toList();
    }

    /**
     * Judges a file or a folder by itself; the folders above it were judged before.
     *
     * @param path below the root, with {@code '/'} between names
     */
    Verdict judge(String path, boolean file) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!all && isUnmeant(name) && !meant.contains(name) && !(meansHidden && isHidden(name))) {
        return Verdict.UNMEANT;
      }
      boolean included =
          !file || include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path));
      return included && exclude.stream().noneMatch(glob -> glob.matches(path))
          ? Verdict.WANTED
          : Verdict.EXCLUDED;
    }

    /** Whether nothing is included or excluded by its name. */
    boolean takesAllNames() {
      return include.isEmpty() && exclude.isEmpty();
    }

    /** Judges a file, and each folder between the root and it. */
    Verdict judgeAll(String path) {
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        Verdict verdict = judge(path.substring(0, slash), false);
        if (verdict != Verdict.WANTED) {
          return verdict;
        }
      }
      return judge(path, true);
    }
  }

  /** A glob, and what it is held to: a name, or a path with something before it. */
  private record Held(Pattern pattern, boolean name, String before) {
    static Held of(String glob, String root) {
      return new Held(compile(glob), isName(glob), isWhole(glob) ? root : "");
    }

    boolean matches(String path) {
      String held = name ? path.substring(path.lastIndexOf('/') + 1) : before + path;
      return pattern.matcher(held).matches();
    }
  }
}
