package org.imagebeam.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.NewFolders;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.Retries;
import org.imagebeam.local.TemporaryFile;

/** A local file to be replaced by a rename in its folder. */
final class LocalDestination implements Destination {
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
    Optional<BasicFileAttributes> there = attributes(path);
    if (target.endsWith("/") || there.filter(BasicFileAttributes::isDirectory).isPresent()) {
      throw new OutputException(target, "it is a folder; name a file in it");
    }
    if (there.isPresent() && !there.get().isRegularFile()) {
      throw new OutputException(target, "it is a device or a pipe; name a regular file");
    }
    // Looked at in this order: another process may remove it meanwhile.
    if (!Files.isWritable(path) && Files.exists(path)) {
      throw new OutputException(target, "the file is read-only; delete it or name another");
    }
    Path file = realPath(path);
    NewFolders.create(target, file.getParent());
    return new LocalDestination(target, file, Precondition.NONE);
  }

  private static Optional<BasicFileAttributes> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (IOException e) {
      // To write it will tell.
      return Optional.empty();
    }
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // There is none yet, or not any more.
      return path;
    }
  }

  @Override
  public Destination onlyIf(Precondition newPrecondition) {
    return new LocalDestination(target, file, newPrecondition);
  }

  @Override
  public TemporaryFile temporary() throws IOException {
    Path folder = file.getParent();
    try {
      return Retries.until(
          NoSuchFileException.class::isInstance,
          () -> {
            NewFolders.create(target, folder);
            return TemporaryFile.create(folder, file.getFileName().toString());
          });
    } catch (OutputException e) {
      throw e;
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
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> old;
    try {
      old = view.readAttributes().permissions();
    } catch (NoSuchFileException e) {
      return;
    }
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
