package org.imagebeam.classify.report;

import com.google.common.base.Splitter;
import com.google.common.net.UrlEscapers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds how a page names files that lie elsewhere: relative to itself where they lie below the
 * folder above its own, so that all can be moved or served together, and otherwise by their {@code
 * file:} address.
 *
 * @param page the folder of the page, with a slash at its end
 */
record ImageLinks(String page) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");
  private static final Splitter NAMES = Splitter.on('/').omitEmptyStrings();

  /**
   * Returns the address of a folder, with a slash at its end; empty if no browser reads it.
   *
   * @param folder the path of it, with a slash at its end; empty for a file without a folder
   */
  String of(String folder) {
    if (folder.startsWith("file:")) {
      return folder;
    }
    List<String> from = names(page);
    List<String> to = names(folder);
    int common = 0;
    while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
      common++;
    }
    int up = from.size() - common;
    if (common > 0 && up <= 1) {
      List<String> steps = new ArrayList<>(List.of("."));
      steps.addAll(Collections.nCopies(up, ".."));
      to.subList(common, to.size()).stream().map(ImageLinks::escape).forEach(steps::add);
      return steps.stream().collect(Collectors.joining("/", "", "/"));
    }
    return folder.startsWith("/")
        ? to.stream().map(ImageLinks::escape).collect(Collectors.joining("/", "file:///", "/"))
        : "";
  }

  /** The names of the folders; of a bucket, its scheme is a part. */
  private static List<String> names(String folder) {
    List<String> names = new ArrayList<>(NAMES.splitToList(folder));
    if (names.size() > 1 && SCHEME.matcher(names.get(0)).matches()) {
      names.set(1, names.get(0) + "//" + names.get(1));
      names.remove(0);
    }
    return names;
  }

  private static String escape(String name) {
    // Half a character, as JSON can have it, has no address.
    String whole = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return UrlEscapers.urlPathSegmentEscaper().escape(whole);
  }
}
