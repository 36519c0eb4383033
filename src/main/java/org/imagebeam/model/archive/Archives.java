package org.imagebeam.model.archive;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.ChecksumVerifyingInputStream;
import org.imagebeam.local.OutputException;

/**
 * Unpacks .tgz (.tar.gz) and .zip, known by their first bytes. Takes regular files and folders, and
 * refuses an archive that holds anything else: absolute names, {@code ..}, links, devices, a name
 * twice (also in two spellings), or more than {@link ArchiveLimits} allow. Owners, permissions and
 * times are not taken over.
 */
public final class Archives {
  private static final int MAGIC_BYTES = 4;

  /** More than a long name takes; an entry's header may not unpack to what fills the memory. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private Archives() {}

  /** Whether an address or path looks like one of an archive. */
  public static boolean isName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".tgz") || lower.endsWith(".tar.gz") || lower.endsWith(".zip");
  }

  /**
   * Unpacks an archive.
   *
   * @param folder an empty one; what is in it after an exception is for the caller to delete
   * @throws ArchiveException if it is refused, damaged, or no archive
   * @throws OutputException if a file can't be written
   */
  public static void unpack(Path archive, Path folder, ArchiveLimits limits) throws IOException {
    requireNonNull(limits, "limits is null");
    ArchiveTarget target = new ArchiveTarget(folder, limits);
    try {
      switch (kind(archive)) {
        case "1f8b" -> untar(archive, target);
        case "504b" -> unzip(archive, target);
        default -> throw new ArchiveException("is neither a .tgz nor a .zip file");
      }
    } catch (ArchiveException | OutputException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      // The library throws both for bytes that make no sense.
      throw new ArchiveException("is damaged: " + reason(e), e);
    }
  }

  /** The library leaves some of its exceptions without a message. */
  private static String reason(Exception e) {
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? "what is in it makes no sense (" + e.getClass().getSimpleName() + ")"
        : message;
  }

  private static String kind(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      byte[] magic = in.readNBytes(MAGIC_BYTES);
      return magic.length < MAGIC_BYTES
          ? ""
          : String.format(Locale.ROOT, "%02x%02x", magic[0], magic[1]);
    }
  }

  private static void untar(Path archive, ArchiveTarget target) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        ByteBudgetInputStream bytes =
            new ByteBudgetInputStream(new GzipCompressorInputStream(file, true), target);
        TarArchiveInputStream tar = new TarArchiveInputStream(bytes)) {
      bytes.allow(MAX_HEADER_BYTES);
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        throw new ArchiveException("holds nothing");
      }
      while (entry != null) {
        bytes.allow(target.left() + MAX_HEADER_BYTES);
        unpack(tar, entry, target);
        bytes.allow(MAX_HEADER_BYTES);
        entry = tar.getNextEntry();
      }
      // To its end, where the checksum is.
      bytes.allow(target.left() + MAX_HEADER_BYTES);
      bytes.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, ArchiveTarget target)
      throws IOException {
    if (entry.isLink() || entry.isSymbolicLink()) {
      throw new ArchiveException("holds '" + entry.getName() + "', which is a link");
    }
    if (entry.isDirectory()) {
      target.folder(entry.getName());
    } else if (isRegular(entry)) {
      target.file(entry.getName(), tar);
    } else {
      throw new ArchiveException(
          "holds '" + entry.getName() + "', which is a device, a pipe or the like");
    }
  }

  /** Asked by its type alone: the library's isFile() takes what it doesn't know for a file. */
  private static boolean isRegular(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return (type == TarArchiveEntry.LF_NORMAL || type == TarArchiveEntry.LF_OLDNORM)
        && !entry.isSparse();
  }

  private static void unzip(Path archive, ArchiveTarget target) throws IOException {
    // By the directory at its end, which alone says what is a link.
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      List<ZipArchiveEntry> entries = Collections.list(zip.getEntriesInPhysicalOrder());
      if (entries.isEmpty()) {
        throw new ArchiveException("holds nothing");
      }
      for (ZipArchiveEntry entry : entries) {
        unpack(zip, entry, target);
      }
    }
  }

  private static void unpack(ZipFile zip, ZipArchiveEntry entry, ArchiveTarget target)
      throws IOException {
    if (entry.isUnixSymlink()) {
      throw new ArchiveException("holds '" + entry.getName() + "', which is a link");
    }
    if (isSpecial(entry)) {
      throw new ArchiveException("holds '" + entry.getName() + "', which is a device or a pipe");
    }
    if (entry.isDirectory()) {
      target.folder(entry.getName());
      return;
    }
    if (!zip.canReadEntryData(entry)) {
      throw new ArchiveException(
          "holds '" + entry.getName() + "', which is encrypted or packed in a way not known here");
    }
    try (InputStream content =
        new ChecksumVerifyingInputStream(
            new CRC32(), zip.getInputStream(entry), entry.getSize(), entry.getCrc())) {
      target.file(entry.getName(), content);
    }
  }

  /** By the type in the mode that Unix's zip stores; 0 where another system's did. */
  private static boolean isSpecial(ZipArchiveEntry entry) {
    int type = entry.getUnixMode() & 0170000;
    return entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX
        && type != 0
        && type != 0100000
        && type != 0040000;
  }
}
