package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.download.Downloader;
import org.imagebeam.download.FetchLog;
import org.imagebeam.model.archive.ArchiveException;

/** Looks at the files of an unpacked model, and compares them with what is recorded of them. */
public final class UnpackedModel {
  private UnpackedModel() {}

  /** The record of a place, if all its files are there and as long as they were. Reads no file. */
  static Optional<FetchLog.Entry> find(FetchLog log, String place, Path folder) throws IOException {
    Optional<FetchLog.Entry> entry = log.at(place);
    return entry.isPresent() && hasAll(entry.get(), folder) ? entry : Optional.empty();
  }

  private static boolean hasAll(FetchLog.Entry entry, Path folder) {
    for (FetchLog.FileDigest file : entry.files()) {
      if (!hasLength(folder.resolve(file.name()), file.bytes())) {
        return false;
      }
    }
    return entry.file(ModelFolder.GRAPH).isPresent();
  }

  private static boolean hasLength(Path file, long bytes) {
    try {
      BasicFileAttributes there = Files.readAttributes(file, BasicFileAttributes.class);
      return there.isRegularFile() && there.size() == bytes;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether each file has the digest that is recorded. */
  static boolean isSound(FetchLog.Entry entry, Path folder) throws IOException {
    for (FetchLog.FileDigest file : entry.files()) {
      try {
        if (!Downloader.sha256(folder.resolve(file.name())).equals(file.sha256())) {
          return false;
        }
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return true;
  }

  /** What is in a folder, sorted by name. */
  static List<FetchLog.FileDigest> describe(Path folder) throws IOException {
    List<FetchLog.FileDigest> files = new ArrayList<>();
    for (Path path : files(folder)) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      files.add(new FetchLog.FileDigest(name, Files.size(path), Downloader.sha256(path)));
    }
    return files;
  }

  /** All files in a folder and below, sorted. */
  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> !Files.isDirectory(path)).sorted().toList();
    }
  }

  /**
   * Finds the folder that holds the graph: some archives have their files in a folder of their own.
   *
   * @throws ArchiveException if none does, or several do
   */
  static Path graphFolder(Path unpacked) throws IOException {
    List<Path> graphs =
        files(unpacked).stream()
            .filter(path -> path.getFileName().toString().equals(ModelFolder.GRAPH))
            .toList();
    if (graphs.isEmpty()) {
      throw new ArchiveException("holds no " + ModelFolder.GRAPH + foreign(unpacked));
    }
    if (graphs.size() > 1) {
      throw new ArchiveException(
          "holds "
              + graphs.size()
              + " models ("
              + unpacked.relativize(graphs.get(0))
              + ", "
              + unpacked.relativize(graphs.get(1))
              + "…)");
    }
    return requireNonNull(graphs.get(0).getParent());
  }

  private static String foreign(Path unpacked) throws IOException {
    List<Path> folders = files(unpacked).stream().map(Path::getParent).distinct().sorted().toList();
    for (Path folder : folders) {
      String shown = unpacked.relativize(folder).toString();
      Optional<ForeignModel.Found> found =
          ForeignModel.in(folder.toString(), shown.isEmpty() ? "." : shown);
      if (found.isPresent()) {
        return "; unpack it by other means: " + found.get().text();
      }
    }
    return "";
  }
}
