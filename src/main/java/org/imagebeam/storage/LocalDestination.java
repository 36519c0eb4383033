package org.imagebeam.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A local file to be replaced by a rename in its folder. */
final class LocalDestination implements Destination {
  /** How often a folder is made that others remove meanwhile. */
  private static final int TRIES = 100;

  private final String target;
  private final Path file;
  private final Precondition precondition;

  private LocalDestination(String target, Path file, Precondition precondition) {
    this.target = target;
    this.file = file;
    this.precondition = precondition;
  }

  static LocalDestination of(String target) throws IOException {
    Path path = LocalPaths.absolute(target);
    if (Files.isDirectory(path) || target.endsWith("/")) {
      throw new OutputException(target, "it is a folder; name a file in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new OutputException(target, "it is a device or a pipe; name a regular file");
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new OutputException(target, "the file is read-only; delete it or name another");
    }
    Path file = Files.exists(path) ? path.toRealPath() : path;
    createFolders(target, file.getParent());
    return new LocalDestination(target, file, Precondition.NONE);
  }

  @Override
  public Destination onlyIf(Precondition newPrecondition) {
    return new LocalDestination(target, file, newPrecondition);
  }

  static void createFolders(String target, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      // JDK 17 takes a link to a folder for a file here.
      return;
    }
    for (int i = 1; true; i++) {
      try {
        Files.createDirectories(folder);
        return;
      } catch (FileAlreadyExistsException e) {
        // Nothing there, or a folder: another process removed it meanwhile, or made it again.
        if (Files.isRegularFile(Path.of(e.getFile())) || i == TRIES) {
          throw new OutputException(
              target, e.getFile() + " is a file where a folder is needed; name another path", e);
        }
      } catch (FileSystemException e) {
        requireNoFileAbove(target, folder);
        if (!(e instanceof NoSuchFileException) || i == TRIES) {
          throw new OutputException(
              target, "the folder " + e.getFile() + " can't be made: " + LocalErrors.detail(e), e);
        }
      }
    }
  }

  private static void requireNoFileAbove(String target, Path folder) throws OutputException {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        throw new OutputException(
            target, above + " is a file where a folder is needed; name another path");
      }
    }
  }

  @Override
  public TemporaryFile temporary() throws IOException {
    Path folder = file.getParent();
    try {
      return TemporaryFile.create(folder, file.getFileName().toString());
    } catch (IOException e) {
      throw new OutputException(
          target, "no file can be made in " + folder + ": " + LocalErrors.detail(e), e);
    }
  }

  @Override
  public void publish(TemporaryFile content, int crc32c) throws IOException {
    if (!precondition.any() && !precondition.version().equals(Stores.of(target).version(target))) {
      throw new OutputException(target, OutputException.CHANGED);
    }
    try {
      copyPermissions(content.path());
      Files.move(content.path(), file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException e) {
      throw new OutputException(target, LocalErrors.detail(e), e);
    }
  }

  private void copyPermissions(Path content) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null || !Files.exists(file)) {
      return;
    }
    Set<PosixFilePermission> old = view.readAttributes().permissions();
    // Some file systems refuse any change, even one to what there is.
    if (!old.equals(Files.getPosixFilePermissions(content))) {
      Files.setPosixFilePermissions(content, old);
    }
  }

  /** Without this a power cut can undo the rename. Windows has nothing like it. */
  private void syncFolder() throws IOException {
    Path folder = file.getParent();
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
