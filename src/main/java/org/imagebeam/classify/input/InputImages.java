package org.imagebeam.classify.input;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.local.HeapNeed;
import org.imagebeam.local.Remedy;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that an {@code --input} names, or what is left of them.
 *
 * @param files sorted by path, none twice
 * @param problems places that could not be listed, and listed files that are not there
 * @param leftOut what a filter left out
 */
public record InputImages(
    List<MatchResult.Metadata> files,
    List<FileListing.Problem> problems,
    FileListing.LeftOut leftOut) {
  private static final Logger LOG = LoggerFactory.getLogger(InputImages.class);

  /**
   * Looks all of it up.
   *
   * @param input as {@link InputPatterns} takes it: globs, folders, files, and {@code @list} files
   *     that hold a path a line
   * @param filter says which files are wanted; of hidden ones, those that a list names are
   * @throws InputException if nothing is there, or a list can't be read
   */
  public static InputImages find(String input, FileFilter filter) {
    return find(input, filter, found -> {});
  }

  /**
   * Looks all of it up, see {@link #find(String, FileFilter)}.
   *
   * @param counter told how many more images were found, now and then
   */
  public static InputImages find(String input, FileFilter filter, LongConsumer counter) {
    List<MatchResult.Metadata> files = new ArrayList<>();
    FileListing.LeftOut leftOut = FileListing.LeftOut.NOTHING;
    List<FileListing.Problem> problems = new ArrayList<>();
    List<String> unmatched = new ArrayList<>();
    Predicate<String> named = filter.ofNamedFiles();
    boolean listed = false;
    for (InputPatterns.Part part : InputPatterns.split(input)) {
      if (part.isList()) {
        int before = files.size();
        listed |= new ListedFiles(files, problems).read(part.text(), counter);
        int after = files.size();
        files.subList(before, after).removeIf(file -> !named.test(path(file)));
        leftOut = leftOut.plus(new FileListing.LeftOut(0, after - files.size()));
      } else {
        tellOfOtherMatch(part.text());
        FileListing listing = FileListing.expand(part.text(), filter);
        leftOut = leftOut.plus(listing.leftOut());
        if (listing.files().isEmpty() && listing.problems().isEmpty()) {
          unmatched.add(part.text());
        }
        files.addAll(listing.files());
        HeapNeed.requireRoomFor(files.size());
        counter.accept(listing.files().size());
        problems.addAll(listing.problems());
      }
    }
    if (files.isEmpty() && !listed) {
      throw nothing(input, problems, leftOut);
    }
    unmatched.forEach(pattern -> LOG.warn("nothing matches '{}'", pattern));
    return new InputImages(sortedAndDistinct(files), problems, leftOut);
  }

  /**
   * Looks all of it up, as the job itself will do once more.
   *
   * @throws InputException likewise, and if a list can be read only once
   */
  public static InputImages findAhead(String input, FileFilter filter) {
    for (InputPatterns.Part part : InputPatterns.split(input)) {
      if (part.isList()) {
        try {
          Storage.requireNoPipe(part.text());
        } catch (IOException e) {
          throw new InputException(
                  "the list '"
                      + part.text()
                      + "' can be read only once, and images of it are needed before: name some of them",
                  e)
              .withRemedy(Remedy.of(Remedy.Kind.NAME_CALIBRATION_IMAGES));
        }
      }
    }
    return find(input, filter);
  }

  /** Returns what was found as a listing. */
  public FileListing listing() {
    return new FileListing(files, problems, leftOut);
  }

  private static InputException nothing(
      String input, List<FileListing.Problem> problems, FileListing.LeftOut leftOut) {
    if (problems.isEmpty() && leftOut.unmeant() + leftOut.excluded() > 0) {
      InputException none =
          new InputException(
              "nothing of '"
                  + InputPatterns.shown(input)
                  + "' is to be read: "
                  + leftOut.describe());
      return leftOut.unmeant() > 0 ? none.withRemedy(Remedy.of(Remedy.Kind.READ_ALL_FILES)) : none;
    }
    if (problems.isEmpty()) {
      return new InputException(
          "nothing matches '"
              + InputPatterns.shown(input)
              + "': give a folder, a glob in quotes, or @list.txt with a path a line");
    }
    return new InputException("nothing to classify: " + problems.get(0).message());
  }

  private static void tellOfOtherMatch(String pattern) {
    try {
      FileListing.otherMatch(pattern)
          .ifPresent(
              other ->
                  LOG.warn(
                      "'{}' is read literally, as there is a file or folder of that name; as a"
                          + " pattern it would also match '{}': to read that too, name it",
                      pattern,
                      other));
    } catch (IOException e) {
      // The listing says what is wrong.
    }
  }

  private static List<MatchResult.Metadata> sortedAndDistinct(List<MatchResult.Metadata> files) {
    List<MatchResult.Metadata> sorted = new ArrayList<>(files);
    sorted.sort(InputImages::compareByPath);
    List<MatchResult.Metadata> distinct = new ArrayList<>(sorted.size());
    for (MatchResult.Metadata file : sorted) {
      if (distinct.isEmpty() || compareByPath(distinct.get(distinct.size() - 1), file) != 0) {
        distinct.add(file);
      }
    }
    return distinct;
  }

  /**
   * Returns the images but those that runs with this layout write.
   *
   * @param page of a report that lies elsewhere; empty if there is none
   */
  public InputImages withoutFilesOf(OutputLayout layout, String page) {
    return new InputImages(
        files.stream()
            .filter(file -> !layout.owns(path(file)) && !path(file).equals(page))
            .toList(),
        problems,
        leftOut);
  }

  /** Returns the images but those of some numbers. */
  public InputImages without(BitSet done) {
    List<MatchResult.Metadata> selected = new ArrayList<>(files.size() - done.cardinality());
    for (int i = done.nextClearBit(0); i < files.size(); i = done.nextClearBit(i + 1)) {
      selected.add(files.get(i));
    }
    return new InputImages(selected, problems, leftOut);
  }

  /**
   * Returns the images of the chunks that are not done whole. What an interrupted run has committed
   * is skipped by whole chunks: a network's answer can differ in its last bits with an image's
   * neighbours in the batch, so the chunks of the run that goes on must be those that the unbroken
   * run would have had.
   */
  public InputImages withoutChunks(BitSet done, int chunkSize) {
    BitSet skipped = new BitSet();
    for (int start = 0; start < files.size(); start += chunkSize) {
      int end = Math.min(start + chunkSize, files.size());
      if (done.get(start, end).cardinality() == end - start) {
        skipped.set(start, end);
      }
    }
    return without(skipped);
  }

  /** Returns the number of a version of an image; -1 if it isn't among them. */
  public int find(ImageKey key) {
    int at = findPath(key.path());
    return at >= 0 && ImageKey.of(files.get(at)).equals(key) ? at : -1;
  }

  /** Returns the number of an image, whatever its version; -1 if it isn't among them. */
  public int findPath(String path) {
    return Math.max(-1, Collections.binarySearch(Lists.transform(files, InputImages::path), path));
  }

  /** Returns the path of the image of a number, from 0. */
  public String path(int number) {
    return path(files.get(number));
  }

  /** Returns the first images. */
  public InputImages first(long most) {
    return files.size() <= most
        ? this
        : new InputImages(files.subList(0, (int) most), problems, leftOut);
  }

  /** Compares files by their paths, character by character. */
  public static int compareByPath(MatchResult.Metadata one, MatchResult.Metadata other) {
    return path(one).compareTo(path(other));
  }

  private static String path(MatchResult.Metadata file) {
    return file.resourceId().toString();
  }
}
