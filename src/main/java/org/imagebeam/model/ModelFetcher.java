package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.imagebeam.download.DownloadException;
import org.imagebeam.download.DownloadSettings;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchLog;
import org.imagebeam.download.FetchedFile;
import org.imagebeam.download.Progress;
import org.imagebeam.download.RemoteFile;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.NewFolders;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.local.UserFolders;
import org.imagebeam.model.archive.ArchiveException;
import org.imagebeam.model.archive.ArchiveLimits;
import org.imagebeam.model.archive.Archives;
import org.imagebeam.storage.Storage;

/**
 * Brings a model's archive here, unpacks it, and remembers what it was. Folders appear whole; of
 * two processes that want the same one, the second waits and finds it there.
 */
final class ModelFetcher {
  private static final String UNPACKING = ".unpacking";

  private static final String OFFLINE =
      ". Without a connection: fetch that archive on another machine, copy it to this one, and give"
          + " its path in place of the model's name";

  private final FetchLog log;
  private final Progress progress;
  private final Downloader downloader;

  ModelFetcher(FetchLog log, DownloadSettings settings, Progress progress) {
    this.log = requireNonNull(log, "log is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.downloader = new Downloader(settings, progress);
  }

  /**
   * Has a model in a folder.
   *
   * @param place of the folder in the log
   * @param verify whether to read what is there to its last byte, not only look at the lengths
   * @return what is recorded of it
   * @throws ModelException if it can't be fetched or unpacked
   * @throws IOException if the folder can't be written
   */
  FetchLog.Entry fetch(ModelSource source, String place, Path folder, boolean verify)
      throws IOException {
    Optional<FetchLog.Entry> there = UnpackedModel.find(log, place, folder);
    if (there.isPresent() && !verify) {
      return there.get();
    }
    NewFolders folders = NewFolders.above(folder);
    ProcessLock lock =
        ProcessLock.acquire(
            beside(folder, ".lock"),
            () -> progress.say("waiting for another process that fetches " + source.folder()));
    try {
      there = UnpackedModel.find(log, place, folder);
      if (there.isPresent() && (!verify || UnpackedModel.isSound(there.get(), folder))) {
        return there.get();
      }
      if (Path.of(place).isAbsolute()) {
        requireReplaceable(folder, log.at(place));
      }
      return fetchLocked(source, place, folder);
    } catch (DownloadException e) {
      throw new ModelException(kind(e), e.getMessage() + advice(e, source.archive()), e);
    } finally {
      lock.closeAndRemove();
      folders.removeEmpty();
    }
  }

  private FetchLog.Entry fetchLocked(ModelSource source, String place, Path folder)
      throws IOException {
    RemoteFile archive = withDigest(source.archive());
    String address = archive.addresses().get(0);
    Optional<Path> local =
        Downloader.isHttp(address) ? Optional.empty() : Storage.localPath(address);
    Path file = local.orElse(beside(folder, ".archive"));
    FetchedFile fetched =
        local.isPresent() ? LocalArchive.check(archive, file) : downloader.fetch(archive, file);
    Path temporary = beside(folder, UNPACKING);
    try {
      Path unpacked = unpack(source, file, fetched.address(), temporary);
      FetchLog.Entry entry = entry(place, fetched, unpacked);
      // Before the folder is there, since one without an entry counts for nothing.
      log.put(entry);
      replace(folder, unpacked);
      return entry;
    } finally {
      Storage.deleteRecursively(temporary.toString());
      if (local.isEmpty()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What an address gave once, it has to give again. */
  private RemoteFile withDigest(RemoteFile archive) throws IOException {
    return firstFetch(archive)
        .map(
            before ->
                archive.withSha256(
                    before.sha256(), log.file() + ", of the first fetch on " + before.time() + ","))
        .orElse(archive);
  }

  /** The entry that an archive is held to, if nothing else says what it has to be. */
  private Optional<FetchLog.Entry> firstFetch(RemoteFile archive) throws IOException {
    for (String address : archive.addresses()) {
      Optional<FetchLog.Entry> before = log.from(address);
      boolean remote = Downloader.isHttp(address) || Storage.localPath(address).isEmpty();
      if (archive.sha256().isEmpty() && before.isPresent() && remote) {
        return before;
      }
    }
    return Optional.empty();
  }

  private Path unpack(ModelSource source, Path file, String address, Path temporary)
      throws IOException {
    Optional<ForeignModel.Found> foreign = ForeignModel.of(file.toString(), address);
    if (foreign.isPresent()) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE, "'" + address + "' " + foreign.get().text());
    }
    if (temporary.startsWith(UserFolders.temporary())) {
      progress.say(
          "this user has no home folder that can be written: models are kept in "
              + temporary.getParent()
              + ", unless XDG_CACHE_HOME names another folder");
    }
    progress.say("unpacking " + source.archive().name());
    Storage.deleteRecursively(temporary.toString());
    Files.createDirectories(temporary);
    try {
      Archives.unpack(file, temporary, ArchiveLimits.DEFAULT);
      Path model = UnpackedModel.graphFolder(temporary);
      requireGraph(source, model);
      return model;
    } catch (ArchiveException e) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          "the archive " + address + " " + e.getMessage() + "; nothing of it was kept",
          e);
    }
  }

  private static void requireGraph(ModelSource source, Path model) throws IOException {
    String found = Downloader.sha256(model.resolve(ModelFolder.GRAPH));
    if (source.graphSha256().isPresent() && !source.graphSha256().get().equals(found)) {
      throw new ArchiveException(
          "holds another "
              + ModelFolder.GRAPH
              + ": it has the SHA-256 "
              + found
              + ", and the catalogue says "
              + source.graphSha256().get());
    }
  }

  private static FetchLog.Entry entry(String place, FetchedFile fetched, Path unpacked)
      throws IOException {
    return new FetchLog.Entry(
        place,
        fetched.address(),
        fetched.url(),
        fetched.bytes(),
        fetched.sha256(),
        fetched.etag().orElse(null),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        UnpackedModel.describe(unpacked));
  }

  /** A folder of the user's with other things in it is left alone. */
  private static void requireReplaceable(Path folder, Optional<FetchLog.Entry> entry)
      throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE, folder + " is a file: name a folder to fetch to");
    }
    for (Path path : UnpackedModel.files(folder)) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (entry.isEmpty() || entry.get().file(name).isEmpty()) {
        throw new InvalidValueException(
            folder + " holds " + name + ", which was not fetched: name an empty or a new folder");
      }
    }
  }

  private static void replace(Path folder, Path unpacked) throws IOException {
    Storage.deleteRecursively(folder.toString());
    Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A hidden name beside a folder: on the same disk, and seen by whoever fetches the same. */
  private static Path beside(Path folder, String ending) {
    return folder.resolveSibling("." + folder.getFileName() + ending);
  }

  private String advice(DownloadException e, RemoteFile archive) throws IOException {
    return switch (e.kind()) {
      case UNREACHABLE -> OFFLINE;
      case WRONG ->
          firstFetch(archive)
              .map(
                  before ->
                      ". If what is there now is the right one, remove the entry of '"
                          + before.place()
                          + "' from that fetched.json, and fetch again")
              .orElse("");
      case NOT_FOUND -> "";
    };
  }

  private static ModelException.Kind kind(DownloadException e) {
    return switch (e.kind()) {
      case NOT_FOUND -> ModelException.Kind.NOT_FOUND;
      case UNREACHABLE -> ModelException.Kind.UNREACHABLE;
      case WRONG -> ModelException.Kind.UNUSABLE;
    };
  }
}
