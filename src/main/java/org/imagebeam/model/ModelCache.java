package org.imagebeam.model;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.Remedy;
import org.imagebeam.local.UserFolders;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * The folder where fetched models are kept, a folder each, with {@code fetched.json} beside them.
 * Any number of threads and processes may use it at the same time.
 */
public final class ModelCache {
  private static final int KEY_DIGITS = 12;

  /** Where nobody can put anything, since it is below a file. */
  private static final Path NOWHERE = Path.of("/dev/null", "imagebeam");

  private final Path root;
  private final FetchLog log;

  /** Null if the folder can be used, as far as is known. */
  private final @Nullable InvalidValueException obstacle;

  private ModelCache(Path root, @Nullable InvalidValueException obstacle) {
    this.root = root;
    this.log = new FetchLog(root);
    this.obstacle = obstacle;
  }

  /**
   * A cache; nothing is made before something is fetched. A user who has no folder of his own for
   * it gets one that is empty and takes nothing, since the model in the jar needs none; see {@link
   * #requireUsable}.
   *
   * @param folder a local one; the default of this machine and user if empty: {@code
   *     $XDG_CACHE_HOME/imagebeam}, or {@code ~/.cache/imagebeam}, or for a user without a home
   *     {@code imagebeam-UID} among the temporary files
   * @throws InvalidValueException if it isn't local
   */
  public static ModelCache of(String folder) {
    if (folder.isEmpty()) {
      return ofUser(defaultRoot(System.getenv("XDG_CACHE_HOME")));
    }
    try {
      return new ModelCache(
          Storage.localPath(folder)
              .orElseThrow(() -> new IOException("it must be a folder on this machine")),
          null);
    } catch (IOException e) {
      throw new InvalidValueException(
          "'" + folder + "' is no valid model cache: " + e.getMessage(), e);
    }
  }

  /** A user without a home has it where others could have put something, too. */
  private static ModelCache ofUser(Path root) {
    try {
      UserFolders.requireOwnIfTemporary(root);
      return new ModelCache(root, null);
    } catch (IOException e) {
      return new ModelCache(
          NOWHERE,
          new InvalidValueException(
              "this user has no home folder for the model cache, and "
                  + e.getMessage()
                  + ": name another folder, or set XDG_CACHE_HOME",
              e));
    }
  }

  /**
   * Returns this cache, to which something is to be fetched.
   *
   * @throws InvalidValueException if this user has no folder for it
   */
  public ModelCache requireUsable() {
    if (obstacle != null) {
      throw obstacle;
    }
    return this;
  }

  /**
   * @param xdgCacheHome of the environment, or null; a relative one doesn't count, by its own
   *     specification
   */
  static Path defaultRoot(String xdgCacheHome) {
    return UserFolders.cache(xdgCacheHome);
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /**
   * Says what to do about a cache that can't be written.
   *
   * @param e what went wrong while something was fetched to it
   * @param setting that names a cache
   * @return {@code e} itself, if it was something else
   */
  public IOException explain(IOException e, String setting) {
    Remedy remedy = Remedy.of(Remedy.Kind.NAME_CACHE, setting);
    if (e instanceof OutputException known) {
      return known.withRemedy(remedy);
    }
    if (e instanceof FileSystemException file
        && !(e instanceof NoSuchFileException)
        && file.getFile() != null
        && Path.of(file.getFile()).startsWith(root)) {
      return new OutputException(file.getFile(), OutputException.reason(e), e).withRemedy(remedy);
    }
    return e;
  }

  FetchLog log() {
    return log;
  }

  Path folder(ModelSource source) {
    return root.resolve(source.folder());
  }

  /** Whether a model of the catalogue is there without fetching. */
  public boolean holds(CatalogEntry entry) throws IOException {
    return entry.archive().isEmpty()
        || UnpackedModel.find(log, entry.name(), root.resolve(entry.name())).isPresent();
  }

  /** A model of the catalogue, if it is one that comes from elsewhere. */
  static Optional<ModelSource> ofCatalogue(CatalogEntry entry) {
    return entry
        .archive()
        .map(archive -> new ModelSource(entry.name(), archive, entry.graphSha256()));
  }

  /** An archive at an address. One that is of the catalogue, or was fetched by name, is that. */
  ModelSource ofAddress(String address) throws IOException {
    for (CatalogEntry entry : ModelCatalog.entries()) {
      if (entry.archive().isPresent() && entry.archive().get().addresses().contains(address)) {
        return ofCatalogue(entry).orElseThrow();
      }
    }
    Optional<String> before =
        log.entries().stream()
            .filter(entry -> entry.address().equals(address))
            .map(FetchLog.Entry::place)
            .filter(place -> !Path.of(place).isAbsolute())
            .findFirst();
    String folder = before.orElse(stem(address) + "-" + key(address));
    return new ModelSource(folder, RemoteFile.at(shown(address), address), Optional.empty());
  }

  /** An archive on this machine. One that has changed is another one. */
  static ModelSource ofFile(String path, FileVersion version) throws IOException {
    String absolute = Storage.localPath(path).orElseThrow().toString();
    String folder = stem(absolute) + "-" + key(absolute + "\n" + version);
    return new ModelSource(folder, RemoteFile.at(path, absolute), Optional.empty());
  }

  /** What was fetched under a name of the user's own. */
  Optional<ModelSource> ofOwnName(String name) {
    if (!ModelNames.isName(name)) {
      return Optional.empty();
    }
    try {
      return log.at(name)
          .map(
              entry ->
                  new ModelSource(name, RemoteFile.at(name, entry.address()), Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String address) {
    return Hashing.sha256()
        .hashString(address, StandardCharsets.UTF_8)
        .toString()
        .substring(0, KEY_DIGITS);
  }

  private static String stem(String address) {
    return ModelNames.stem(address);
  }

  private static String shown(String address) {
    return Downloader.isHttp(address) ? ModelNames.stem(address) : address;
  }
}
