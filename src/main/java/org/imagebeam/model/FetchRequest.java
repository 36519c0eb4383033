package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.imagebeam.storage.Storage;

/**
 * A user's wish to have a model here.
 *
 * @param name in the catalogue, or one of the user's own if {@code url} is given, or an address
 * @param url in place of the catalogue's address
 * @param to the folder to put it into, in place of one in the cache
 */
public record FetchRequest(String name, Optional<String> url, Optional<String> to) {
  public FetchRequest {
    requireNonNull(name, "name is null");
    requireNonNull(url, "url is null");
    requireNonNull(to, "to is null");
  }

  /**
   * Fetches it. What is there already is read and compared, and stays if it is sound.
   *
   * @return the folder
   * @throws ModelException if it can't be fetched, or isn't what it should be
   * @throws InvalidValueException if what is asked for makes no sense
   * @throws IOException if the folder or the cache can't be written or read
   */
  public Path run(ModelCache cache, Progress progress) throws IOException {
    ModelSource source = source(cache);
    Path folder = to.isPresent() ? target(to.get()) : cache.requireUsable().folder(source);
    String place = to.isPresent() ? folder.toString() : source.folder();
    try {
      new ModelFetcher(cache.log(), DownloadSettings.DEFAULT, progress)
          .fetch(source, place, folder, true);
      return folder;
    } catch (IOException e) {
      throw to.isPresent() ? e : cache.explain(e, "modelCache");
    }
  }

  private ModelSource source(ModelCache cache) throws IOException {
    if (name.equals(ModelFolder.EMBEDDED)) {
      throw new InvalidValueException("the model 'embedded' is in the jar: use it as it is");
    }
    if (url.isEmpty()) {
      return ModelRef.of(name)
          .source(cache)
          .orElseThrow(
              () ->
                  new ModelException(
                          ModelException.Kind.NOT_FOUND,
                          "there is no model '"
                              + name
                              + "' in the catalogue, and no url of an archive is given")
                      .withRemedy(Remedy.of(Remedy.Kind.LIST_MODELS)));
    }
    String address = address(url.get());
    Optional<ModelSource> known = ModelCatalog.find(name).flatMap(ModelCache::ofCatalogue);
    if (known.isPresent()) {
      RemoteFile archive = known.get().archive().withAddress(address);
      return new ModelSource(name, archive, known.get().graphSha256());
    }
    return ofOwnName(cache, address);
  }

  private ModelSource ofOwnName(ModelCache cache, String address) throws IOException {
    if (!ModelNames.isName(name)) {
      throw new InvalidValueException(
          "'"
              + name
              + "' is no valid name of a model: a name has up to 64 letters, digits, '.', '_' and"
              + " '-'");
    }
    Optional<FetchLog.Entry> taken = cache.log().at(name);
    if (taken.isPresent() && !taken.get().address().equals(address)) {
      throw new InvalidValueException(
          "the name '"
              + name
              + "' is taken by "
              + taken.get().address()
              + ": choose another ("
              + cache.log().file()
              + " says so)");
    }
    for (CatalogEntry entry : ModelCatalog.entries()) {
      Optional<RemoteFile> archive = entry.archive();
      if (archive.isPresent() && archive.get().addresses().contains(address)) {
        return new ModelSource(name, archive.get().withAddress(address), entry.graphSha256());
      }
    }
    return new ModelSource(name, RemoteFile.at(name, address), Optional.empty());
  }

  /** Local paths absolute, so that they mean the same from elsewhere. */
  private static String address(String given) throws IOException {
    Downloader.requireAddress(given);
    return Downloader.isHttp(given)
        ? given
        : Storage.localPath(given).map(Path::toString).orElse(given);
  }

  private static Path target(String given) throws IOException {
    Path folder =
        Storage.localPath(given)
            .orElseThrow(() -> InvalidValueException.of("to", "must be a folder on this machine"));
    if (folder.getFileName() == null) {
      throw InvalidValueException.of("to", "must name a folder below " + folder);
    }
    return folder;
  }
}
