package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.imagebeam.download.DownloadException;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.model.ModelCache;
import org.imagebeam.storage.NewFolders;
import org.imagebeam.storage.ProcessLock;

/**
 * Brings the files of a data set here, beside the models; of two processes that want the same one,
 * the second waits and finds it there.
 */
final class DataFetcher {
  /** No model is called that: names of models start with a letter or a digit. */
  private static final String FOLDER = ".data";

  private final Path root;
  private final Progress progress;
  private final Downloader downloader;

  private DataFetcher(Path root, DownloadSettings settings, Progress progress) {
    this.root = root;
    this.progress = requireNonNull(progress, "progress is null");
    this.downloader = new Downloader(settings, progress);
  }

  /**
   * @param cache a folder on this machine, or empty for the default of models
   * @throws IllegalArgumentException if it isn't local
   */
  static DataFetcher of(String cache, Progress progress) {
    return new DataFetcher(
        ModelCache.of(cache).root().resolve(FOLDER), DownloadSettings.DEFAULT, progress);
  }

  /**
   * Has all files in a folder, each with the digest that the catalogue states. What is there and
   * sound is not fetched again.
   *
   * @return the folder
   * @throws org.imagebeam.download.DownloadException if one can't be had
   * @throws IOException if the cache can't be written
   */
  Path fetch(DataCatalog.Entry entry) throws IOException {
    Path folder = root.resolve(entry.name());
    NewFolders folders = NewFolders.above(folder.resolve("file"));
    ProcessLock lock =
        ProcessLock.acquire(
            root.resolve("." + entry.name() + ".lock"),
            () -> progress.say("waiting for another process that fetches " + entry.name()));
    try {
      for (RemoteFile file : entry.files()) {
        downloader.fetch(file, folder.resolve(file.name()));
      }
      return folder;
    } catch (DownloadException e) {
      throw e.kind() == DownloadException.Kind.UNREACHABLE ? withAdvice(entry, e) : e;
    } finally {
      lock.closeAndRemove();
      folders.removeEmpty();
    }
  }

  private static DownloadException withAdvice(DataCatalog.Entry entry, DownloadException e) {
    return new DownloadException(
        e.kind(),
        e.getMessage()
            + ". Without a connection: fetch its files ("
            + entry.files().stream().map(RemoteFile::name).collect(Collectors.joining(", "))
            + ") on another machine, copy them into a folder of this one, and give that folder in"
            + " place of "
            + entry.name(),
        e);
  }
}
