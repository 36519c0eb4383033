package org.imagebeam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.download.DownloadException;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchedFile;
import org.imagebeam.download.RemoteFile;

/** An archive that is on this machine already, and is read where it is. */
final class LocalArchive {
  private LocalArchive() {}

  /**
   * Compares it with what is known of it.
   *
   * @throws DownloadException if it isn't there, or is another one
   */
  static FetchedFile check(RemoteFile archive, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DownloadException(
          DownloadException.Kind.NOT_FOUND, "there is no file " + file + "; check the path");
    }
    long bytes = Files.size(file);
    if (archive.sizeBytes().isPresent() && archive.sizeBytes().getAsLong() != bytes) {
      throw wrong(archive, file, bytes + " bytes", Long.toString(archive.sizeBytes().getAsLong()));
    }
    String sha256 = Downloader.sha256(file);
    if (archive.sha256().isPresent() && !archive.sha256().get().equals(sha256)) {
      throw wrong(archive, file, "the SHA-256 " + sha256, archive.sha256().get());
    }
    return new FetchedFile(file.toString(), file.toString(), bytes, sha256, Optional.empty());
  }

  private static DownloadException wrong(
      RemoteFile archive, Path file, String found, String expected) {
    return new DownloadException(
        DownloadException.Kind.WRONG,
        file
            + " has "
            + found
            + ", and "
            + archive.authority()
            + " says "
            + expected
            + ": it is another file than "
            + archive.name());
  }
}
