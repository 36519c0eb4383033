package org.imagebeam.thumbnail;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * A folder of thumbnails, one for each image: {@code 3/3f….thumbnail.jpg}, by a hash of the image's
 * path, so that two images never clash and the same image always gets the same file. Immutable;
 * many threads and processes may write at once.
 *
 * @param folder local or {@code gs://}; it needn't be there
 */
public record ThumbnailFolder(String folder) implements Serializable {
  /** Pixels of the longer side of a thumbnail, at most. */
  public static final int SIDE = 192;

  /** With what the names of the files end. */
  public static final String ENDING = ".thumbnail.jpg";

  private static final int DIGITS = 32;
  private static final Pattern FILE =
      Pattern.compile("[0-9a-f]{" + DIGITS + "}" + Pattern.quote(ENDING));
  private static final Pattern UNFINISHED =
      Pattern.compile("\\." + FILE.pattern() + "\\.[0-9a-f]{16}\\.tmp");

  /** After which nobody is still writing a file. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  public ThumbnailFolder {
    requireNonNull(folder, "folder is null");
  }

  /** Returns the digits that stand for an image: 128 bits of the SHA-256 of its path. */
  public static String id(String image) {
    return Hashing.sha256()
        .hashString(image, StandardCharsets.UTF_8)
        .toString()
        .substring(0, DIGITS);
  }

  /**
   * Deletes an image's thumbnail, if there is one.
   *
   * @throws IOException if it can't be deleted
   */
  public void delete(String image) throws IOException {
    Storage.delete(Storage.resolve(folder, name(image)));
  }

  /** Returns whether a path is that of a thumbnail, in whatever folder. */
  public static boolean isThumbnail(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return FILE.matcher(name).matches() && slash > 0 && path.charAt(slash - 1) == name.charAt(0);
  }

  /** Returns the path of an image's thumbnail below the folder. */
  public static String name(String image) {
    String id = id(image);
    return id.charAt(0) + "/" + id + ENDING;
  }

  /**
   * Writes an image's thumbnail, in place of an older one. Doesn't wait until the disk has it:
   * after a power cut, one may be missing.
   *
   * @param image the path of the image
   * @param jpeg the content
   * @throws IOException if it can't be written; then there is none, or the older one
   */
  public void write(String image, byte[] jpeg) throws IOException {
    String target = Storage.resolve(folder, name(image));
    Optional<Path> local = Storage.localPath(target);
    if (local.isPresent()) {
      write(local.get(), jpeg);
    } else {
      AtomicFile.write(target, jpeg);
    }
  }

  private static void write(Path target, byte[] jpeg) throws IOException {
    Path folder = requireNonNull(target.getParent());
    long random = ThreadLocalRandom.current().nextLong();
    Path unfinished =
        folder.resolve(
            "." + target.getFileName() + String.format(Locale.ROOT, ".%016x.tmp", random));
    Files.createDirectories(folder);
    try {
      Files.write(unfinished, jpeg, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Sees that thumbnails can be written, and writes none.
   *
   * @throws org.imagebeam.local.OutputException if not
   */
  public void requireWritable() throws IOException {
    AtomicFile.requireWritable(Storage.resolve(folder, "probe"));
  }

  /**
   * Lists the images that have a thumbnail; deletes what killed writers left an hour ago or more.
   *
   * @throws IOException if the folder is there, and can't be read
   */
  public Found find() throws IOException {
    Found found = new Found();
    for (String name : Storage.list(folder)) {
      if (name.matches("[0-9a-f]/")) {
        String below = Storage.resolve(folder, name);
        for (String file : Storage.list(below)) {
          if (FILE.matcher(file).matches()) {
            found.add(file);
          } else if (UNFINISHED.matcher(file).matches()) {
            deleteIfAbandoned(Storage.resolve(below, file));
          }
        }
      }
    }
    found.sort();
    return found;
  }

  private static void deleteIfAbandoned(String file) throws IOException {
    Optional<Path> local = Storage.localPath(file);
    if (local.isPresent()
        && Files.exists(local.get())
        && Files.getLastModifiedTime(local.get())
            .toInstant()
            .isBefore(Instant.now().minus(ABANDONED))) {
      Files.deleteIfExists(local.get());
    }
  }

  /** The images that have a thumbnail, by eight bytes each. Immutable once it is handed out. */
  public static final class Found {
    private long[] starts = new long[64];
    private int size;

    private Found() {}

    private void add(String file) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size++] = start(file);
    }

    private void sort() {
      starts = Arrays.copyOf(starts, size);
      Arrays.sort(starts);
    }

    private static long start(String id) {
      return Long.parseUnsignedLong(id.substring(0, 16), 16);
    }

    /** Returns how many there are. */
    public int size() {
      return size;
    }

    /**
     * Returns whether an image has one.
     *
     * @param id as {@link ThumbnailFolder#id} gives it
     */
    public boolean has(String id) {
      return Arrays.binarySearch(starts, start(id)) >= 0;
    }
  }
}
