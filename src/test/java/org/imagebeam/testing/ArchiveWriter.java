package org.imagebeam.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Makes archives, also such as nobody should unpack. Names are written as they are given. */
public final class ArchiveWriter {
  private ArchiveWriter() {}

  /**
   * An entry.
   *
   * @param type a tar type flag ('0' a file, '5' a folder, '2' a symbolic link…), or in a .zip the
   *     type in the Unix mode that corresponds to it
   * @param content of a file; of a link, where it leads to
   */
  public record Entry(String name, char type, String content) {
    public static Entry file(String name, String content) {
      return new Entry(name, '0', content);
    }

    public static Entry folder(String name) {
      return new Entry(name, '5', "");
    }
  }

  /** A .tgz of entries. */
  public static byte[] tgz(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Entry entry : entries) {
        TarArchiveEntry header =
            new TarArchiveEntry(
                entry.name(), (byte) entry.type(), /* preserveAbsolutePath= */ true);
        byte[] content = entry.content().getBytes(UTF_8);
        boolean file = entry.type() == TarConstants.LF_NORMAL;
        header.setSize(file ? content.length : 0);
        if (!file && !entry.content().isEmpty()) {
          header.setLinkName(entry.content());
        }
        tar.putArchiveEntry(header);
        if (file) {
          tar.write(content);
        }
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A .zip of entries. */
  public static byte[] zip(List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Entry entry : entries) {
        ZipArchiveEntry header = new ZipArchiveEntry(entry.name());
        header.setUnixMode(mode(entry.type()));
        zip.putArchiveEntry(header);
        zip.write(entry.content().getBytes(UTF_8));
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static int mode(char type) {
    return switch (type) {
      case '2' -> 0120777;
      case '3' -> 0020644;
      case '4' -> 0060644;
      case '5' -> 0040755;
      case '6' -> 0010644;
      default -> 0100644;
    };
  }

  /**
   * A .tgz of the files in a folder.
   *
   * @param prefix put before each name, such as {@code "model/"}
   */
  public static byte[] tgz(Path folder, String prefix) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (Path file : files(folder)) {
        tar.putArchiveEntry(new TarArchiveEntry(file, prefix + file.getFileName()));
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Writes a .zip. */
  public static byte[] zip(Path folder, String prefix) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Path file : files(folder)) {
        zip.putArchiveEntry(new ZipArchiveEntry(prefix + file.getFileName()));
        Files.copy(file, zip);
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
