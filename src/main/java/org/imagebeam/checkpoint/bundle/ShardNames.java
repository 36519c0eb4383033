package org.imagebeam.checkpoint.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.storage.Storage;

/**
 * The names of a checkpoint's files of format V1: the prefix itself, or, if each device has written
 * one, {@code name-00000-of-00002} and so on, for which TensorFlow's prefix is {@code
 * name-?????-of-00002}.
 */
public final class ShardNames {
  private static final Pattern SHARD = Pattern.compile("(.*)-\\d{5}-of-(\\d{5})", Pattern.DOTALL);
  private static final Pattern ALL = Pattern.compile("(.*)-\\?{5}-of-(\\d{5})", Pattern.DOTALL);

  /** What means another than itself in a pattern. */
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]\\\\{}]");

  private ShardNames() {}

  /** TensorFlow's prefix for the checkpoint that a file's name makes it a part of, if any. */
  public static Optional<String> prefixOf(String file) {
    Matcher shard = SHARD.matcher(file);
    return shard.matches()
        ? Optional.of(shard.group(1) + "-?????-of-" + shard.group(2))
        : Optional.empty();
  }

  /** TensorFlow's prefix for the files that start with {@code path}, if they are there. */
  public static Optional<String> startingWith(String path) throws IOException {
    String name = CheckpointPaths.name(path);
    String folder = CheckpointPaths.directory(path);
    for (String file : Storage.list(folder.isEmpty() ? "." : folder)) {
      Matcher shard = SHARD.matcher(file);
      if (shard.matches() && shard.group(1).equals(name)) {
        return prefixOf(CheckpointPaths.join(folder, file));
      }
    }
    return Optional.empty();
  }

  /** A name that means only itself. */
  public static String withoutPattern(String name) {
    Matcher all = ALL.matcher(name);
    return all.matches()
        ? GLOB.matcher(all.group(1)).replaceAll("_") + "-?????-of-" + all.group(2)
        : GLOB.matcher(name).replaceAll("_");
  }

  /** Whether TensorFlow would find other files by a prefix of format V1 than those it names. */
  public static boolean isPattern(String prefix) {
    Matcher all = ALL.matcher(prefix);
    return GLOB.matcher(all.matches() ? all.group(1) : prefix).find();
  }

  /** Whether a prefix is one for several files, and one of these is there. */
  public static boolean exist(String prefix) throws IOException {
    return ALL.matcher(prefix).matches() && !present(prefix).isEmpty();
  }

  /** Those files of a checkpoint that are there. */
  public static List<String> present(String prefix) throws IOException {
    Matcher all = ALL.matcher(prefix);
    if (!all.matches()) {
      return Storage.isFile(prefix) ? List.of(prefix) : List.of();
    }
    String folder = CheckpointPaths.directory(prefix);
    List<String> files = new ArrayList<>();
    for (String name : Storage.list(folder.isEmpty() ? "." : folder)) {
      String file = CheckpointPaths.join(folder, name);
      if (prefixOf(file).filter(prefix::equals).isPresent()) {
        files.add(file);
      }
    }
    return files;
  }

  /**
   * The files of a checkpoint.
   *
   * @throws CheckpointException NOT_FOUND if it has several, and one is missing
   */
  static List<String> files(String prefix) throws IOException {
    Matcher all = ALL.matcher(prefix);
    if (!all.matches()) {
      return List.of(prefix);
    }
    int count = Integer.parseInt(all.group(2));
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String file = String.format(Locale.ROOT, "%s-%05d-of-%05d", all.group(1), i, count);
      if (!Storage.exists(file)) {
        throw new CheckpointException(
            Kind.NOT_FOUND,
            file + " does not exist, one of the " + count + " files of the checkpoint " + prefix);
      }
      files.add(file);
    }
    return files;
  }
}
