package org.imagebeam.checkpoint.bundle;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Paths as Python's os.path takes them apart, so that both write the same into a state file. */
public final class CheckpointPaths {
  private static final Pattern SHARD = Pattern.compile("-[\\d?]+-of-\\d+$");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[/\\\\].*", Pattern.DOTALL);
  private static final Splitter SLASH = Splitter.on('/').omitEmptyStrings();

  private CheckpointPaths() {}

  /** What is before the last slash, without slashes at its end; empty where there is none. */
  public static String directory(String path) {
    int end = path.lastIndexOf('/') + 1;
    String head = path.substring(0, end);
    while (end > 0 && head.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? head : head.substring(0, end);
  }

  /** What is behind the last slash. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path seen from a directory, unless it is absolute. */
  public static String join(String directory, String path) {
    if (directory.isEmpty() || isAbsolute(path)) {
      return path;
    }
    return directory.endsWith("/") ? directory + path : directory + "/" + path;
  }

  public static boolean isAbsolute(String path) {
    return path.startsWith("/") || isRemote(path) || DRIVE.matcher(path).matches();
  }

  public static boolean isRemote(String path) {
    return path.startsWith("gs://");
  }

  /**
   * The way from a directory to a path, both absolute or both relative to the same place. Where one
   * of them is in Google Cloud Storage, a path that is not below the directory stays as it is.
   */
  public static String relative(String path, String directory) {
    if (isRemote(path) || isRemote(directory)) {
      String below = directory + "/";
      return path.startsWith(below) ? path.substring(below.length()) : path;
    }
    List<String> target = parts(path);
    List<String> start = parts(directory);
    int common = 0;
    while (common < Math.min(target.size(), start.size())
        && target.get(common).equals(start.get(common))) {
      common++;
    }
    List<String> way = new ArrayList<>(Collections.nCopies(start.size() - common, ".."));
    way.addAll(target.subList(common, target.size()));
    return way.isEmpty() ? "." : String.join("/", way);
  }

  private static List<String> parts(String path) {
    String absolute = Path.of(path).toAbsolutePath().normalize().toString();
    return SLASH.splitToList(absolute.replace('\\', '/'));
  }

  /** The file with a checkpoint's graph. */
  public static String meta(String prefix) {
    return SHARD.matcher(prefix).replaceFirst("") + ".meta";
  }

  /**
   * Returns the path of a data file, named as TensorFlow's {@code tensor_bundle/naming.h} has it.
   */
  public static String data(String prefix, int shard, int shards) {
    return String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards);
  }

  /** The file by which a checkpoint is known to exist. */
  public static String index(String prefix) {
    return prefix + ".index";
  }
}
