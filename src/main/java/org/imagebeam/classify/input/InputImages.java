package org.imagebeam.classify.input;

import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.local.HeapNeed;
import org.imagebeam.local.Remedy;
import org.imagebeam.local.WaitNotice;
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

  /** What stands for itself in the address of a file, besides letters and digits. */
  private static final String ADDRESS = "_-!.~'()*:@&=+$,;/";

  /** A pipe that nobody writes to is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
        listed |= readList(part.text(), files, problems, counter);
        int after = files.size();
        files.subList(before, after).removeIf(file -> !named.test(path(file)));
        leftOut = leftOut.plus(new FileListing.LeftOut(0, after - files.size()));
      } else {
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

  /** Adds what the lines of a list name, and says whether they named anything. */
  private static boolean readList(
      String list,
      List<MatchResult.Metadata> files,
      List<FileListing.Problem> problems,
      LongConsumer counter) {
    int before = files.size() + problems.size();
    long paths = 0;
    try (WaitNotice waiting = WaitNotice.after(PATIENCE, () -> sayThatItIsWaitedFor(list));
        PathList lines = PathList.open(list)) {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        waiting.end();
        paths += isBlank(line.get()) ? 0 : 1;
        if (HeapNeed.hasRoomFor(before + paths)) {
          addLine(line.get(), files, problems);
          counter.accept(1);
        }
      }
    } catch (IOException e) {
      throw new InputException("can't read the list '" + list + "': " + e.getMessage(), e);
    }
    HeapNeed.requireRoomFor(before + paths);
    return paths > 0;
  }

  private static void sayThatItIsWaitedFor(String list) {
    LOG.warn("waiting for another program to write the list '{}'; Ctrl-C ends that", list);
  }

  private static boolean isBlank(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1).isBlank();
  }

  private static void addLine(
      byte[] line, List<MatchResult.Metadata> files, List<FileListing.Problem> problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      String path = text.startsWith("\ufeff") ? text.substring(1) : text;
      if (!path.isBlank()) {
        addFile(path, files, problems);
      }
    } catch (CharacterCodingException e) {
      problems.add(
          new FileListing.Problem(
              address(line), "the line isn't UTF-8, where %XX stands: rename the file"));
    }
  }

  /** The {@code file:} address that a listing of the file's folder would give it, too. */
  private static String address(byte[] line) {
    StringBuilder path = new StringBuilder("file://");
    if (line[0] != '/') {
      path.append(Path.of("").toAbsolutePath().toUri().getRawPath());
    }
    for (byte b : line) {
      boolean plain = b >= 0 && (Character.isLetterOrDigit(b) || ADDRESS.indexOf(b) >= 0);
      path.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return path.toString();
  }

  /** The path as rows have it, where it can be one. */
  private static String absolute(String path) {
    try {
      return Storage.localPath(path).map(Path::toString).orElse(path);
    } catch (IOException e) {
      return path;
    }
  }

  private static void addFile(
      String path, List<MatchResult.Metadata> files, List<FileListing.Problem> problems) {
    try {
      Optional<MatchResult.Metadata> file = Storage.stat(path);
      if (file.isEmpty()) {
        problems.add(new FileListing.Problem(absolute(path), "there is no such file"));
      } else if (file.get().resourceId().isDirectory()) {
        problems.add(
            new FileListing.Problem(
                absolute(path), "it is a folder: name its files, or give it as an input"));
      } else {
        Storage.requireNoPipe(path);
        files.add(file.get());
      }
    } catch (IOException e) {
      problems.add(
          new FileListing.Problem(
              absolute(path), requireNonNullElse(e.getMessage(), e.toString())));
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

  /** Returns the images but those that runs with this layout write. */
  public InputImages withoutFilesOf(OutputLayout layout) {
    return new InputImages(
        files.stream().filter(file -> !layout.owns(path(file))).toList(), problems, leftOut);
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
    int at = Collections.binarySearch(Lists.transform(files, InputImages::path), key.path());
    return at >= 0 && ImageKey.of(files.get(at)).equals(key) ? at : -1;
  }

  /** Compares files by their paths, character by character. */
  public static int compareByPath(MatchResult.Metadata one, MatchResult.Metadata other) {
    return path(one).compareTo(path(other));
  }

  private static String path(MatchResult.Metadata file) {
    return file.resourceId().toString();
  }
}
