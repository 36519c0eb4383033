package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.imagebeam.download.DownloadException;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.local.NewFolders;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.model.ModelCache;

/**
 * Finds the data where a user says they are: a folder with idx files, or a data set that is known
 * by name. Each machine looks for itself, and fetches what isn't there into its own cache.
 *
 * @param name a name of the catalogue (which wins over a folder of that name), or a folder, local
 *     or {@code gs://}
 * @param cache the folder of the cache, or empty for the machine's own
 */
record DigitData(String name, String cache) implements Serializable {
  /** No model is called that: names of models start with a letter or a digit. */
  private static final String FOLDER = ".data";

  private static final String AUTHORITY = "the catalogue";

  /** The first is TensorFlow's own copy; yann.lecun.com, where they were, no longer has them. */
  private static final List<String> MIRRORS =
      List.of(
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "https://ossci-datasets.s3.amazonaws.com/mnist/");

  private static final Dataset MNIST =
      new Dataset(
          "mnist",
          List.of(
              file(
                  "train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              file(
                  "train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              file(
                  "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              file(
                  "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  DigitData {
    requireNonNull(name, "name is null");
    requireNonNull(cache, "cache is null");
  }

  /**
   * A data set of the catalogue.
   *
   * @param name also of its folder in the cache
   */
  record Dataset(String name, List<RemoteFile> files) {
    Dataset {
      files = List.copyOf(files);
    }
  }

  private static RemoteFile file(String name, long bytes, String sha256) {
    return new RemoteFile(
        name,
        MIRRORS.stream().map(mirror -> mirror + name).toList(),
        OptionalLong.of(bytes),
        Optional.of(sha256),
        AUTHORITY);
  }

  /** Looks a data set up in the catalogue. */
  static Optional<Dataset> find(String name) {
    return MNIST.name().equals(name) ? Optional.of(MNIST) : Optional.empty();
  }

  /** Calls {@link #open(Progress)} with the log. */
  IdxFolder open() throws IOException {
    return open(Progress.log());
  }

  /**
   * Finds the files, and fetches them before where needed.
   *
   * @throws org.imagebeam.pipeline.InputException if there are none
   * @throws org.imagebeam.download.DownloadException if they can't be fetched
   * @throws IOException if the folder can't be looked at, or the cache not written
   */
  IdxFolder open(Progress progress) throws IOException {
    Optional<Dataset> known = find(name);
    return IdxFolder.open(
        known.isPresent() ? fetch(known.get(), cache, progress).toString() : name);
  }

  /**
   * Brings the files of a data set to the cache, beside the models, each with the digest that the
   * catalogue states. What is there and sound is not fetched again; of two processes that want the
   * same data set, the second waits and finds it there.
   *
   * @param cache a folder on this machine, or empty for the default of models
   * @return the folder of the files
   * @throws IllegalArgumentException if the cache isn't local
   * @throws DownloadException if a file can't be fetched
   * @throws IOException if the cache can't be written
   */
  static Path fetch(Dataset dataset, String cache, Progress progress) throws IOException {
    ModelCache models = ModelCache.of(cache).requireUsable();
    try {
      return fetch(dataset, models.root().resolve(FOLDER), progress);
    } catch (DownloadException e) {
      throw e;
    } catch (IOException e) {
      throw models.explain(e, "dataCache");
    }
  }

  private static Path fetch(Dataset dataset, Path root, Progress progress) throws IOException {
    Path folder = root.resolve(dataset.name());
    Downloader downloader = new Downloader(DownloadSettings.DEFAULT, progress);
    NewFolders folders = NewFolders.above(folder.resolve("file"));
    ProcessLock lock =
        ProcessLock.acquire(
            root.resolve("." + dataset.name() + ".lock"),
            () -> progress.say("waiting for another process that fetches " + dataset.name()));
    try {
      for (RemoteFile file : dataset.files()) {
        downloader.fetch(file, folder.resolve(file.name()));
      }
      return folder;
    } catch (DownloadException e) {
      throw e.kind() == DownloadException.Kind.UNREACHABLE ? withAdvice(dataset, e) : e;
    } finally {
      lock.closeAndRemove();
      folders.removeEmpty();
    }
  }

  private static DownloadException withAdvice(Dataset dataset, DownloadException e) {
    return new DownloadException(
        e.kind(),
        e.getMessage()
            + ". Without a connection: fetch its files ("
            + dataset.files().stream().map(RemoteFile::name).collect(Collectors.joining(", "))
            + ") on another machine, copy them into a folder of this one, and give that folder:"
            + " --data=FOLDER",
        e);
  }
}
