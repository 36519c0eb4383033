package org.imagebeam.session;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.storage.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Native libraries that are needed together in one folder. Unpacks them once, to the first folder
 * that will do; a folder that has them all may be read-only.
 *
 * @param libraries those that are on the class path
 */
record LibrarySet(List<PackedLibrary> libraries) {
  private static final Logger LOG = LoggerFactory.getLogger(LibrarySet.class);
  private static final String LOCK = ".unpacking.lock";

  LibrarySet {
    libraries = List.copyOf(libraries);
  }

  /** Looks for libraries; leaves out those that aren't on the class path. */
  static LibrarySet of(List<String> resources) {
    List<PackedLibrary> found = new ArrayList<>();
    for (String resource : resources) {
      try {
        PackedLibrary.find(resource).ifPresent(found::add);
      } catch (IOException e) {
        LOG.debug("{} can't be read", resource, e);
      }
    }
    return new LibrarySet(found);
  }

  /** A name of a folder for them, which other versions don't have. */
  String folderName(String prefix) {
    Hasher hasher = Hashing.murmur3_32_fixed().newHasher();
    libraries.forEach(library -> hasher.putLong(library.checksum()).putLong(library.bytes()));
    return prefix + "-" + hasher.hash();
  }

  /** Bytes of all, unpacked. */
  long bytes() {
    return libraries.stream().mapToLong(PackedLibrary::bytes).sum();
  }

  /** Those that are not in a folder, or not whole. */
  List<PackedLibrary> missingIn(Path folder) {
    return libraries.stream().filter(library -> !library.isIn(folder)).toList();
  }

  /**
   * What was found.
   *
   * @param folder that will do, if there is one
   * @param obstacles why no folder before it does, or none at all; may be empty
   * @param unpacked whether something was unpacked to it just now
   */
  record Choice(Optional<Path> folder, String obstacles, boolean unpacked) {}

  /** Chooses a folder, and unpacks nothing. */
  Choice choose(List<Path> candidates) {
    StringJoiner obstacles = new StringJoiner("; ");
    for (Path folder : candidates) {
      Optional<String> obstacle = obstacle(folder);
      if (obstacle.isEmpty()) {
        return new Choice(Optional.of(folder), obstacles.toString(), false);
      }
      obstacles.add(folder + " " + obstacle.get());
    }
    return new Choice(Optional.empty(), obstacles.toString(), false);
  }

  private Optional<String> obstacle(Path folder) {
    List<PackedLibrary> missing = missingIn(folder);
    if (missing.isEmpty() && Files.isDirectory(folder)) {
      return LibraryFolder.obstacleToLoading(folder);
    }
    if (!Files.isDirectory(folder)) {
      return LibraryFolder.obstacle(folder, bytes());
    }
    Optional<String> obstacle = LibraryFolder.obstacle(folder, 0);
    if (obstacle.isEmpty()) {
      removeAbandoned(folder, missing);
      obstacle =
          LibraryFolder.obstacle(folder, missing.stream().mapToLong(PackedLibrary::bytes).sum());
    }
    return obstacle.map(what -> "lacks " + missing.get(0).name() + " and " + what);
  }

  /** What a process that was killed has left may take the room that is needed. */
  private static void removeAbandoned(Path folder, List<PackedLibrary> missing) {
    for (PackedLibrary library : missing) {
      try {
        AtomicFile.requireWritable(folder.resolve(library.name()).toString());
      } catch (IOException e) {
        LOG.debug("{} can't be written in {}", library.name(), folder, e);
      }
    }
  }

  /**
   * Chooses a folder, and unpacks to it what it lacks. Where that fails, it goes on with the next
   * candidate.
   */
  Choice unpack(List<Path> candidates) {
    StringJoiner failures = new StringJoiner("; ");
    List<Path> left = new ArrayList<>(candidates);
    while (true) {
      Choice choice = choose(left);
      if (!choice.obstacles().isEmpty()) {
        failures.add(choice.obstacles());
      }
      if (choice.folder().isEmpty()) {
        return new Choice(Optional.empty(), failures.toString(), false);
      }
      Path folder = choice.folder().get();
      try {
        boolean unpacked = unpackTo(folder);
        return new Choice(Optional.of(folder), failures.toString(), unpacked);
      } catch (IOException e) {
        LOG.debug("{} can't be unpacked to", folder, e);
        failures.add(folder + " can't be unpacked to: " + detail(e));
        left.subList(0, left.indexOf(folder) + 1).clear();
      }
    }
  }

  private static String detail(IOException e) {
    return e instanceof OutputException && e.getCause() instanceof IOException cause
        ? LocalErrors.detail(cause)
        : LocalErrors.detail(e);
  }

  /**
   * Unpacks to a folder what it lacks. One process does it, the others wait.
   *
   * @return whether it lacked something
   * @throws IOException if it can't be written, or has no room
   */
  boolean unpackTo(Path folder) throws IOException {
    if (missingIn(folder).isEmpty()) {
      return false;
    }
    Optional<ProcessLock> lock = lock(folder);
    try {
      for (PackedLibrary library : missingIn(folder)) {
        library.unpackTo(folder);
      }
    } finally {
      if (lock.isPresent()) {
        lock.get().closeAndRemove();
      }
    }
    return true;
  }

  private static Optional<ProcessLock> lock(Path folder) {
    try {
      return Optional.of(
          ProcessLock.acquire(
              folder.resolve(LOCK), () -> LOG.info("another process unpacks to {}", folder)));
    } catch (IOException e) {
      // Some file systems have no locks. Several processes then write the same, each whole.
      LOG.debug("{} can't be locked", folder, e);
      return Optional.empty();
    }
  }
}
