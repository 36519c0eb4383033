package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Bytes;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Small operations on one path, the same for local files and {@code gs://}.
 *
 * <p>A local path is plain, starts with {@code ~/}, or is a {@code file:} address. Every path here
 * is taken literally: {@code *} and its like mean nothing. An {@link IOException} names the path
 * and what is wrong with it. Needs no pipeline and no pipeline options. Thread-safe.
 */
public final class Storage {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** Java keeps a native buffer of this size for each thread that reads. */
  private static final int STEP = 1 << 20;

  private Storage() {}

  /**
   * What is known of a path, or nothing if there is no such file or folder. A folder's {@code
   * resourceId().isDirectory()} is true. In Google Cloud Storage a folder is where a longer object
   * name starts, and an object wins over a folder of the same name.
   *
   * @throws IOException if that can't be found out: no access, no such bucket, no credentials
   */
  public static Optional<Metadata> stat(String path) throws IOException {
    return Stores.of(path).stat(path);
  }

  /**
   * Returns what is known of a path, or nothing if there is no such file or folder.
   *
   * @throws IOException as {@link #stat}
   */
  public static Optional<FileInfo> info(String path) throws IOException {
    return stat(path)
        .map(
            found ->
                new FileInfo(
                    found.resourceId().isDirectory(),
                    found.sizeBytes(),
                    Instant.ofEpochMilli(found.lastModifiedMillis())));
  }

  /** Whether there is a file of this path, and not a folder. */
  public static boolean isFile(String path) throws IOException {
    return info(path).filter(found -> !found.folder()).isPresent();
  }

  /** Whether there is a file or folder of this path. */
  public static boolean exists(String path) throws IOException {
    return stat(path).isPresent();
  }

  /** Whether there is a folder of this path. */
  public static boolean isFolder(String path) throws IOException {
    return stat(path).map(metadata -> metadata.resourceId().isDirectory()).orElse(false);
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws IOException also for a pipe, a socket or a device, which may never end
   */
  public static InputStream open(String path) throws IOException {
    requireNoPipe(path);
    return Stores.of(path).open(path);
  }

  /** Opens a file, or a pipe that another program writes to; the caller closes it. */
  public static InputStream openFileOrPipe(String path) throws IOException {
    return Stores.of(path).open(path);
  }

  /**
   * Checks that a path isn't a pipe, a socket or a device; what doesn't exist passes.
   *
   * @throws IOException if it is one, or if that can't be found out
   */
  public static void requireNoPipe(String path) throws IOException {
    Stores.of(path).requireNoPipe(path);
  }

  /**
   * What a file is right now, or nothing if there is no such file: to read it in parts, and to see
   * that all are of the same content.
   *
   * @throws IOException as {@link #stat}
   */
  public static Optional<FileVersion> version(String path) throws IOException {
    return Stores.of(path).version(path);
  }

  /**
   * Opens a file at an offset, if it still is what it was; the caller closes it.
   *
   * @param version as {@link #version} gave it
   * @param offset in bytes, 0 up to the size
   * @throws java.io.FileNotFoundException if there is no such content (any more); in Google Cloud
   *     Storage that may be found out at the first read
   */
  public static InputStream open(String path, FileVersion version, long offset) throws IOException {
    return Stores.of(path).open(path, version, offset);
  }

  /** Opens a file that Beam or a {@link FileListing} has named; the caller closes it. */
  public static InputStream open(ResourceId file) throws IOException {
    return Channels.newInputStream(openChannel(file));
  }

  private static ReadableByteChannel openChannel(ResourceId file) throws IOException {
    requireNonNull(file, "file is null");
    BeamFileSystems.register();
    if (file.getScheme().equals("file")) {
      // It may have become one since it was listed.
      requireNoPipe(file.toString());
    }
    return FileSystems.open(file);
  }

  /**
   * The content of a file.
   *
   * @throws FileTooLargeException if it has more than {@code maxBytes}; at most one byte beyond the
   *     limit is read to find out
   */
  public static byte[] readAll(String path, long maxBytes) throws IOException {
    try (InputStream in = open(path)) {
      return readAll(
          in, in instanceof FileInputStream local ? local.getChannel().size() : 0, path, maxBytes);
    }
  }

  /**
   * Reads a file that need not be there; see {@link #readAll(String, long)}.
   *
   * @return the content, or nothing if there is no such file
   */
  public static Optional<byte[]> readIfPresent(String path, long maxBytes) throws IOException {
    try {
      return Optional.of(readAll(path, maxBytes));
    } catch (NoSuchFileException | FileNotFoundException e) {
      // Java says so of folders and of files without permission, too.
      if (exists(path)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Reads a file that Beam or a {@link FileListing} has named; see {@link #readAll(String, long)}.
   */
  public static byte[] readAll(ResourceId file, long maxBytes) throws IOException {
    try (ReadableByteChannel channel = openChannel(file)) {
      // Others than local files would have to ask a server.
      long expected = channel instanceof FileChannel local ? local.size() : 0;
      return readAll(Channels.newInputStream(channel), expected, file.toString(), maxBytes);
    }
  }

  /** Reads {@code expected} bytes in large steps, and by smaller ones what comes behind them. */
  private static byte[] readAll(InputStream in, long expected, String path, long maxBytes)
      throws IOException {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + ", not 0 or more");
    }
    int limit = (int) Math.min(maxBytes, LARGEST_ARRAY);
    byte[] bytes = new byte[(int) Math.min(expected, limit)];
    int length = 0;
    int step;
    do {
      step = in.readNBytes(bytes, length, Math.min(STEP, bytes.length - length));
      length += step;
    } while (step == STEP);
    byte[] rest = in.readNBytes(limit - length);
    if (length + rest.length == limit && in.read() >= 0) {
      long size = stat(path).map(Metadata::sizeBytes).orElse(0L);
      throw new FileTooLargeException(path, size, limit);
    }
    if (rest.length == 0 && length == bytes.length) {
      return bytes;
    }
    return length == 0 ? rest : Bytes.concat(Arrays.copyOf(bytes, length), rest);
  }

  /**
   * The names directly inside a folder, sorted; those of folders end in {@code '/'}. Nothing if
   * there is no such folder.
   */
  public static List<String> list(String folder) throws IOException {
    return Stores.of(folder).list(folder);
  }

  /** Deletes a file or an empty folder. Does nothing if there is none. */
  public static void delete(String path) throws IOException {
    Stores.of(path).delete(path);
  }

  /**
   * Deletes a folder with all that is in it, a link itself and not what it leads to. Does nothing
   * if there is none.
   *
   * @throws IllegalArgumentException for a whole disk or bucket
   */
  public static void deleteRecursively(String folder) throws IOException {
    Stores.of(folder).deleteRecursively(folder);
  }

  /**
   * Creates a folder and those above it where missing; a {@code gs://} folder needs only a bucket.
   */
  public static void createFolder(String folder) throws IOException {
    Stores.of(folder).createFolder(folder);
  }

  /**
   * The path of something inside a folder. Writes {@code base} as it was given, so a relative one
   * stays relative.
   *
   * @param child one or more names, with {@code '/'} between them
   * @throws IllegalArgumentException if {@code child} is empty or starts with {@code '/'}
   */
  public static String resolve(String base, String child) {
    if (child.isEmpty() || child.startsWith("/")) {
      throw new IllegalArgumentException("'" + child + "' is not a path inside a folder");
    }
    return base.isEmpty() || base.endsWith("/") ? base + child : base + "/" + child;
  }

  /**
   * The path as this machine's file system knows it, or nothing if it is in Google Cloud Storage:
   * for what can only read local files.
   *
   * @throws IOException if it is no valid path on this machine
   */
  public static Optional<Path> localPath(String path) throws IOException {
    return Stores.of(path).localPath(path);
  }
}
