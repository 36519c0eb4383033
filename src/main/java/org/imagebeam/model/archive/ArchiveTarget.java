package org.imagebeam.model.archive;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.local.OutputException;

/**
 * The folder that an archive is unpacked into, and the rules for what may be put there. Not
 * thread-safe.
 */
final class ArchiveTarget {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private final ArchiveLimits limits;
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> spellings = new HashMap<>();
  private long written;

  /**
   * @param folder an empty one
   */
  ArchiveTarget(Path folder, ArchiveLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /** Bytes that may still come. */
  long left() {
    return limits.maxBytes() - written;
  }

  void folder(String name) throws IOException {
    Path path = accept(name);
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new ArchiveException("holds '" + name + "' as a file and as a folder", e);
    } catch (IOException e) {
      throw new OutputException(path.toString(), OutputException.reason(e), e);
    }
  }

  /** Writes a file's content, and brings it to the disk. Doesn't close {@code content}. */
  void file(String name, InputStream content) throws IOException {
    Path path = accept(name);
    try (FileChannel out = create(name, path)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      int count = content.read(buffer);
      while (count >= 0) {
        written += count;
        if (left() < 0) {
          throw tooLarge();
        }
        write(path, out, ByteBuffer.wrap(buffer, 0, count));
        count = content.read(buffer);
      }
      out.force(true);
    }
  }

  ArchiveException tooLarge() {
    return new ArchiveException(
        String.format(Locale.ROOT, "unpacks to more than %,d bytes", limits.maxBytes()));
  }

  private static FileChannel create(String name, Path path) throws IOException {
    try {
      Files.createDirectories(path.getParent());
      return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ArchiveException("holds '" + name + "' as a file and as a folder", e);
    } catch (IOException e) {
      throw new OutputException(path.toString(), OutputException.reason(e), e);
    }
  }

  private static void write(Path path, FileChannel out, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new OutputException(path.toString(), OutputException.reason(e), e);
    }
  }

  /** The path of an entry, if there may be one of this name. */
  private Path accept(String name) throws IOException {
    List<String> parts =
        Splitter.on('/')
            .omitEmptyStrings()
            .splitToStream(name)
            .filter(part -> !part.equals("."))
            .toList();
    // Colons and backslashes mean drives and folders on Windows.
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("[A-Za-z]:.*")) {
      throw new ArchiveException("holds '" + printable(name) + "', which is not a relative path");
    }
    if (parts.contains("..")) {
      throw new ArchiveException("holds '" + printable(name) + "', which leads out of the folder");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new ArchiveException(
          "holds '" + printable(name) + "', which has a control character in its name");
    }
    String plain = String.join("/", parts);
    requireOneSpelling(name, parts);
    if (!plain.isEmpty() && !names.add(plain)) {
      throw new ArchiveException("holds '" + name + "' twice, or in two spellings");
    }
    if (names.size() > limits.maxEntries()) {
      throw new ArchiveException(
          String.format(Locale.ROOT, "holds more than %,d files and folders", limits.maxEntries()));
    }
    try {
      return folder.resolve(plain);
    } catch (InvalidPathException e) {
      throw new ArchiveException("holds '" + name + "', which is no valid name on this machine", e);
    }
  }

  /**
   * Some file systems take names for the same that differ in case, or in how their accents are
   * written. So in one archive they are the same, those of folders included.
   */
  private void requireOneSpelling(String name, List<String> parts) throws ArchiveException {
    for (int i = 1; i <= parts.size(); i++) {
      String path = String.join("/", parts.subList(0, i));
      String first = spellings.putIfAbsent(folded(path), path);
      if (first != null && !first.equals(path)) {
        throw new ArchiveException("holds '" + name + "' twice, or in two spellings");
      }
    }
  }

  /** Letter by letter, as file systems do it: a sharp s stays apart from two. */
  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFD)
        .codePoints()
        .map(letter -> Character.toLowerCase(Character.toUpperCase(letter)))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
