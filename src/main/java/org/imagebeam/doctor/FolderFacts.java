package org.imagebeam.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.imagebeam.session.LibraryFolder;

/**
 * What there is to say of a folder and its disk.
 *
 * @param folder which need not be there
 * @param exists whether it is there
 * @param free bytes that this user may write to its disk
 * @param total bytes of its disk; 0 if the file system doesn't say
 * @param writable whether files can be made in it, or it can be made
 * @param runs whether libraries can be loaded from its disk
 */
record FolderFacts(
    Path folder, boolean exists, long free, long total, boolean writable, boolean runs) {
  static FolderFacts of(Path folder) throws IOException {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    FileStore disk = Files.getFileStore(there);
    return new FolderFacts(
        folder,
        Files.isDirectory(folder),
        disk.getUsableSpace(),
        disk.getTotalSpace(),
        Files.isDirectory(there) && Files.isWritable(there),
        LibraryFolder.mayRun(there));
  }

  /**
   * Bytes of all files in a folder that can be read.
   *
   * @param leftOut a folder that isn't counted
   */
  static long bytes(Path folder, Path leftOut) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long[] bytes = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(leftOut) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  /** Where it is and what its disk is like. */
  String text() {
    return folder
        + (exists ? "" : " (not made yet)")
        + ": "
        + (total > 0 ? megabytes(free) + " free, " : "")
        + (writable ? "writable" : "not writable")
        + (runs ? "" : ", noexec");
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
