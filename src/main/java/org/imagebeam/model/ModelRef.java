package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.Progress;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.archive.Archives;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * Where a user says a model is: all that a worker needs to have it too. Each JVM looks for itself,
 * and fetches into its own machine's cache what isn't there; what is there is taken without a look
 * at the network.
 *
 * @param name a name in the catalogue (which wins over a folder of that name), a folder, local or
 *     {@code gs://}, an archive, or the http(s):// or gs:// address of one
 * @param cache the folder of the {@link ModelCache}, or empty for the machine's own
 * @param allowUnsafeModel whether the graph may do more than to compute, such as read and write
 *     files: only for models whose makers are trusted
 */
public record ModelRef(String name, String cache, boolean allowUnsafeModel)
    implements Serializable {
  public ModelRef {
    requireNonNull(name, "name is null");
    requireNonNull(cache, "cache is null");
  }

  /** A model whose graph may only compute. */
  public ModelRef(String name, String cache) {
    this(name, cache, false);
  }

  /** Returns the same model, whose graph may do more than to compute if {@code allowed}. */
  public ModelRef withAllowUnsafeModel(boolean allowed) {
    return new ModelRef(name, cache, allowed);
  }

  /** Returns another model, with the same cache and the same leave. */
  public ModelRef withName(String other) {
    return new ModelRef(other, cache, allowUnsafeModel);
  }

  /** A model that is fetched, if it has to be, into this machine's own cache. */
  public static ModelRef of(String name) {
    return new ModelRef(name, "");
  }

  /** Opens the model, and logs the progress of a fetch; see {@link #open(Progress)}. */
  public ModelFolder open() {
    return open(Progress.log());
  }

  /**
   * Opens the model, and fetches it before where needed.
   *
   * @throws ModelException if there is none, or it can't be fetched or used
   * @throws org.imagebeam.local.InvalidValueException if the address or the cache's folder is
   *     invalid
   * @throws UncheckedIOException if the cache can't be written or read
   */
  public ModelFolder open(Progress progress) {
    return openFolder(progress).withAllowUnsafeModel(allowUnsafeModel);
  }

  private ModelFolder openFolder(Progress progress) {
    ModelCache models = ModelCache.of(cache);
    try {
      Optional<ModelSource> source = source(models);
      if (source.isEmpty()) {
        return ModelFolder.open(name);
      }
      Path folder = models.requireUsable().folder(source.get());
      ModelFetcher fetcher = new ModelFetcher(models.log(), DownloadSettings.DEFAULT, progress);
      FetchLog.Entry entry = fetcher.fetch(source.get(), source.get().folder(), folder, false);
      return ModelFolder.open(folder.toString())
          .withRecordedGraph(
              new RecordedGraph(
                  entry.file(ModelFolder.GRAPH).orElseThrow().sha256(), fetchAgain()));
    } catch (IOException e) {
      throw new UncheckedIOException(models.explain(e, "modelCache"));
    }
  }

  private Remedy fetchAgain() {
    return cache.isEmpty()
        ? Remedy.of(Remedy.Kind.FETCH_MODEL, name)
        : Remedy.of(Remedy.Kind.FETCH_MODEL, name, cache);
  }

  /** What to fetch, if this names something that is fetched or unpacked. */
  Optional<ModelSource> source(ModelCache models) throws IOException {
    Optional<CatalogEntry> known = ModelCatalog.find(name);
    if (known.isPresent()) {
      return ModelCache.ofCatalogue(known.get());
    }
    Downloader.requireAddress(name);
    if (Downloader.isHttp(name)) {
      return Optional.of(models.ofAddress(name));
    }
    Optional<Path> local = localPath();
    if (local.isEmpty()) {
      return Archives.isName(name) ? Optional.of(models.ofAddress(name)) : Optional.empty();
    }
    if (SavedModels.isOne(name)) {
      return Optional.empty();
    }
    if (Files.exists(local.get())) {
      Optional<FileVersion> file = Storage.version(name);
      return file.isPresent() ? Optional.of(ModelCache.ofFile(name, file.get())) : Optional.empty();
    }
    return models.ofOwnName(name);
  }

  private Optional<Path> localPath() {
    try {
      return Storage.localPath(name);
    } catch (IOException e) {
      throw new ModelException(ModelException.Kind.NOT_FOUND, e.getMessage(), e);
    }
  }

  /**
   * Returns the reference for other machines: a name that only this cache knows becomes the address
   * behind it.
   */
  public ModelRef portable() {
    try {
      Optional<ModelSource> source = source(ModelCache.of(cache));
      if (source.isPresent() && source.get().folder().equals(name)) {
        String address = source.get().archive().addresses().get(0);
        boolean remote = Downloader.isHttp(address) || Storage.localPath(address).isEmpty();
        return ModelCatalog.find(name).isEmpty() && remote
            ? new ModelRef(address, cache, allowUnsafeModel)
            : this;
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
