package org.imagebeam.classify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Listing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an {@code --input} names.
 *
 * @param files sorted by path, none twice
 * @param problems places that could not be listed, and listed files that are not there
 */
record InputImages(List<MatchResult.Metadata> files, List<Listing.Problem> problems) {
  private static final Logger LOG = LoggerFactory.getLogger(InputImages.class);
  private static final char LIST_MARK = '@';

  /**
   * Looks all of it up.
   *
   * @param input patterns between commas: globs, folders, files, and {@code @list} files that hold
   *     a path a line
   * @throws InputException if nothing is there, or a list can't be read
   */
  static InputImages find(String input) {
    List<MatchResult.Metadata> files = new ArrayList<>();
    List<Listing.Problem> problems = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    boolean listed = false;
    for (String pattern : FileListing.split(input)) {
      if (pattern.charAt(0) == LIST_MARK) {
        listed |= readList(pattern.substring(1), files, problems);
      } else {
        Listing listing = FileListing.expand(pattern);
        if (listing.files().isEmpty() && listing.problems().isEmpty()) {
          unmatched.add(pattern);
        }
        files.addAll(listing.files());
        problems.addAll(listing.problems());
      }
    }
    if (files.isEmpty() && !listed) {
      throw nothing(input, problems);
    }
    unmatched.forEach(pattern -> LOG.warn("nothing matches '{}'", pattern));
    return new InputImages(sortedAndDistinct(files), problems);
  }

  private static InputException nothing(String input, List<Listing.Problem> problems) {
    if (problems.isEmpty()) {
      return new InputException(
          "nothing matches --input="
              + input
              + ": give a folder, a glob in quotes, or @list.txt with a path a line");
    }
    return new InputException("nothing to classify: " + problems.get(0).message());
  }

  /** Adds what the lines of a list name, and says whether they named anything. */
  private static boolean readList(
      String list, List<MatchResult.Metadata> files, List<Listing.Problem> problems) {
    boolean any = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Storage.openFileOrPipe(list), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String path = line.startsWith("\ufeff") ? line.substring(1) : line;
        if (!path.isBlank()) {
          any = true;
          addFile(path, files, problems);
        }
      }
    } catch (IOException e) {
      throw new InputException("can't read the list '" + list + "': " + e.getMessage(), e);
    }
    return any;
  }

  private static void addFile(
      String path, List<MatchResult.Metadata> files, List<Listing.Problem> problems) {
    try {
      Optional<MatchResult.Metadata> file = Storage.stat(path);
      if (file.isEmpty()) {
        problems.add(new Listing.Problem(path, "there is no such file"));
      } else if (file.get().resourceId().isDirectory()) {
        problems.add(
            new Listing.Problem(path, "it is a folder: name its files, or give it to --input"));
      } else {
        Storage.requireNoPipe(path);
        files.add(file.get());
      }
    } catch (IOException e) {
      problems.add(new Listing.Problem(path, e.getMessage()));
    }
  }

  private static List<MatchResult.Metadata> sortedAndDistinct(List<MatchResult.Metadata> files) {
    Comparator<MatchResult.Metadata> byPath = new ByPath();
    List<MatchResult.Metadata> sorted = new ArrayList<>(files);
    sorted.sort(byPath);
    List<MatchResult.Metadata> distinct = new ArrayList<>(sorted.size());
    for (MatchResult.Metadata file : sorted) {
      if (distinct.isEmpty() || byPath.compare(distinct.get(distinct.size() - 1), file) != 0) {
        distinct.add(file);
      }
    }
    return distinct;
  }
}
