package org.imagebeam.classify.input;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.pipeline.RepeatedOption;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;

/**
 * Takes an {@code --input} apart.
 *
 * <p>A path that exists is taken as it stands, with all the commas, brackets and spaces it has, and
 * so is an existing folder that a pattern starts with. What else there is between two commas is a
 * pattern of {@link FileListing}, or {@code @} and the path of a list.
 */
public final class InputPatterns {
  private static final char LIST_MARK = '@';
  private static final String GCS = "gs://";

  /** No local path is longer, in characters, on any file system that is in use. */
  private static final int LONGEST_PATH = 4096;

  private final String value;
  private final List<Part> parts = new ArrayList<>();
  private int next;

  private InputPatterns(String value) {
    this.value = value;
  }

  /**
   * A part of an input.
   *
   * @param text a path or a pattern; the path of a list without its mark
   * @param isList whether it names a list
   */
  public record Part(String text, boolean isList) {}

  /** An input as people read it. */
  public static String shown(String input) {
    return RepeatedOption.shown(input);
  }

  /** The parts of an input, in their order. */
  public static List<Part> split(String input) {
    requireNonNull(input, "input is null");
    List<Part> all = new ArrayList<>();
    for (String value : RepeatedOption.values(input)) {
      InputPatterns patterns = new InputPatterns(value);
      while (patterns.next < value.length()) {
        patterns.takePart();
      }
      all.addAll(patterns.parts);
    }
    return all;
  }

  /**
   * Returns the files and folders that all images of an input are or lie below, whether they are
   * there or not, as rows name them. Lists have none.
   *
   * @throws IOException if that can't be found out
   */
  public static List<String> roots(String input) throws IOException {
    List<String> roots = new ArrayList<>();
    for (Part part : split(input)) {
      if (!part.isList()) {
        roots.add(FileListing.root(part.text()));
      }
    }
    return roots;
  }

  private void takePart() {
    if (!takeExisting() && !takeBelowExisting()) {
      int end = FileListing.endOfPattern(value, next);
      FileListing.split(value.substring(next, end)).forEach(this::addPattern);
      next = end + 1;
    }
  }

  private void addPattern(String pattern) {
    boolean list = pattern.charAt(0) == LIST_MARK;
    parts.add(new Part(list ? pattern.substring(1) : pattern, list));
  }

  /** Takes the longest path that exists, if there is one that more than its letters speak for. */
  private boolean takeExisting() {
    for (int end = lastEnd(); end > next; end = value.lastIndexOf(',', end - 1)) {
      String text = value.substring(next, end);
      String path = text.strip();
      if (isPlain(text)) {
        // Looked up once it is listed: in Google Cloud Storage each look takes a request.
        return false;
      }
      for (String name : text.equals(path) ? List.of(text) : List.of(text, path)) {
        boolean list = !exists(name) && name.startsWith("@") && exists(name.substring(1));
        if (list || exists(name)) {
          parts.add(new Part(list ? name.substring(1) : name, list));
          next = end + 1;
          return true;
        }
      }
    }
    return false;
  }

  /** Takes a pattern that starts with the path of an existing folder which has a comma in it. */
  private boolean takeBelowExisting() {
    int comma = value.indexOf(',', next);
    int slash = comma < 0 ? -1 : value.lastIndexOf('/', lastEnd() - 1);
    for (; slash > comma; slash = value.lastIndexOf('/', slash - 1)) {
      String folder = value.substring(next, slash + 1).stripLeading();
      if (exists(folder)) {
        int end = FileListing.endOfPattern(value, slash + 1);
        String below = String.join("", FileListing.split(value.substring(slash + 1, end)));
        parts.add(new Part(folder + below, false));
        next = end + 1;
        return true;
      }
    }
    return false;
  }

  /** Where the longest path may end: the address of a bucket starts another one. */
  private int lastEnd() {
    int address = value.indexOf(GCS, next + 1);
    int comma = address < 0 ? -1 : value.lastIndexOf(',', address);
    return comma > next && value.substring(comma + 1, address).isBlank() ? comma : value.length();
  }

  private static boolean isPlain(String text) {
    return !text.startsWith("@")
        && text.equals(text.strip())
        && text.chars().noneMatch(c -> ",[{\\".indexOf(c) >= 0);
  }

  private static boolean exists(String path) {
    try {
      return !path.isEmpty() && path.length() <= LONGEST_PATH && Storage.exists(path);
    } catch (IOException e) {
      // Then nothing says that it is one path; what is wrong is found as it is listed.
      return false;
    }
  }
}
