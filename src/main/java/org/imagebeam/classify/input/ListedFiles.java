package org.imagebeam.classify.input;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.local.HeapNeed;
import org.imagebeam.local.WaitNotice;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the files that a list names.
 *
 * @param files to which those that are there are added
 * @param problems to which the others are added
 */
record ListedFiles(List<MatchResult.Metadata> files, List<FileListing.Problem> problems) {
  private static final Logger LOG = LoggerFactory.getLogger(ListedFiles.class);

  /** What stands for itself in the address of a file, besides letters and digits. */
  private static final String ADDRESS = "_-!.~'()*:@&=+$,;/";

  /** A pipe that nobody writes to is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Adds what the lines of a list name, and returns whether they named anything.
   *
   * @param counter told how many more images were found, now and then
   * @throws InputException if the list can't be read
   */
  boolean read(String list, LongConsumer counter) {
    int before = files.size() + problems.size();
    long paths = 0;
    try (WaitNotice waiting = WaitNotice.after(PATIENCE, () -> sayThatItIsWaitedFor(list));
        PathList lines = PathList.open(list)) {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        waiting.end();
        paths += isBlank(line.get()) ? 0 : 1;
        if (HeapNeed.hasRoomFor(before + paths)) {
          addLine(line.get());
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

  private void addLine(byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      String path = text.startsWith("\ufeff") ? text.substring(1) : text;
      if (!path.isBlank()) {
        addFile(path);
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

  private void addFile(String path) {
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
}
