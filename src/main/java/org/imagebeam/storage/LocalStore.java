package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.NewFolders;

/** The file system of this machine. Stateless. */
final class LocalStore implements Store {
  static final String BROKEN_LINK = "is a link to something that does not exist";
  static final String NO_FILE = "is a pipe, a socket or a device, and not a file";

  @Override
  public Optional<Metadata> stat(String path) throws IOException {
    Path absolute = LocalPaths.absolute(path);
    return attributes(absolute).map(attributes -> metadata(absolute, attributes));
  }

  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (isBelowFile(path)) {
        return Optional.empty();
      }
      throw LocalErrors.named(path.toString(), e);
    }
  }

  private static boolean isBelowFile(Path path) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        return true;
      }
    }
    return false;
  }

  static Metadata metadata(Path path, BasicFileAttributes attributes) {
    return Metadata.builder()
        .setResourceId(FileSystems.matchNewResource(path.toString(), attributes.isDirectory()))
        .setSizeBytes(attributes.isDirectory() ? 0 : attributes.size())
        .setLastModifiedMillis(attributes.lastModifiedTime().toMillis())
        .setIsReadSeekEfficient(true)
        .build();
  }

  /** To open a pipe waits until something writes to it, and a device may never end. */
  @Override
  public void requireNoPipe(String path) throws IOException {
    boolean other =
        attributes(LocalPaths.absolute(path)).map(BasicFileAttributes::isOther).orElse(false);
    if (other) {
      throw new IOException(path + " " + NO_FILE);
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    // Unlike Files.newInputStream, this fails at once for a folder, and names the file if it does.
    return new FileInputStream(LocalPaths.absolute(path).toFile());
  }

  @Override
  public Optional<FileVersion> version(String path) throws IOException {
    return attributes(LocalPaths.absolute(path))
        .filter(attributes -> !attributes.isDirectory())
        .map(LocalStore::version);
  }

  private static FileVersion version(BasicFileAttributes attributes) {
    return new FileVersion(
        attributes.size(), attributes.lastModifiedTime() + " " + attributes.fileKey());
  }

  @Override
  public InputStream open(String path, FileVersion version, long offset) throws IOException {
    requireNoPipe(path);
    FileInputStream in = new FileInputStream(LocalPaths.absolute(path).toFile());
    try {
      // Once it is open: another file may take its name at any moment.
      if (!version(path).equals(Optional.of(version))) {
        throw new FileNotFoundException(path + " has changed or is gone");
      }
      in.getChannel().position(offset);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(LocalPaths.absolute(folder))) {
      for (Path child : children) {
        names.add(child.getFileName() + (Files.isDirectory(child) ? "/" : ""));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw LocalErrors.named(folder, requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw LocalErrors.named(folder, e);
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      Files.deleteIfExists(LocalPaths.absolute(path));
    } catch (IOException e) {
      throw LocalErrors.named(path, e);
    }
  }

  @Override
  public void deleteRecursively(String folder) throws IOException {
    Path absolute = LocalPaths.absolute(folder);
    if (absolute.getNameCount() == 0) {
      throw new IllegalArgumentException(folder + " is a whole disk and is not deleted");
    }
    if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(absolute, new Deleter());
    } catch (IOException e) {
      throw LocalErrors.named(folder, e);
    }
  }

  /** Others may be deleting the same: what is gone already is as good as deleted. */
  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      if (e != null && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public void createFolder(String folder) throws IOException {
    NewFolders.create(folder, LocalPaths.absolute(folder));
  }

  @Override
  public Optional<Path> localPath(String path) throws IOException {
    return Optional.of(LocalPaths.absolute(path));
  }

  @Override
  public void expand(String pattern, ListingBuilder listing) throws IOException {
    boolean glob = Glob.isGlob(LocalPaths.withSlashes(pattern));
    Path literal = null;
    Optional<BasicFileAttributes> attributes = Optional.empty();
    try {
      literal = LocalPaths.absolute(pattern);
      attributes = attributes(literal);
    } catch (IOException e) {
      // A pattern need not make a path: it may be too long, or have characters no name has.
      if (!glob) {
        throw e;
      }
    }
    if (literal != null && attributes.isPresent()) {
      expandLiteral(literal, attributes.get(), listing);
    } else if (glob) {
      expandGlob(pattern, listing);
    } else if (Files.isSymbolicLink(literal)) {
      listing.problem(pattern, BROKEN_LINK);
    }
  }

  private static void expandLiteral(
      Path path, BasicFileAttributes attributes, ListingBuilder listing) throws IOException {
    if (attributes.isDirectory()) {
      LocalTree.list(path, Glob.everything(), "", listing);
    } else if (!isWanted(path, listing)) {
      return;
    } else if (attributes.isRegularFile()) {
      listing.file(metadata(path, attributes));
    } else {
      listing.problem(path.toString(), NO_FILE);
    }
  }

  private static boolean isWanted(Path file, ListingBuilder listing) {
    String path = LocalPaths.withSlashes(file.toString());
    int start = path.lastIndexOf('/') + 1;
    String name = path.substring(start);
    return listing.isWanted(listing.below(path.substring(0, start), name).judge(name, true));
  }

  private static void expandGlob(String pattern, ListingBuilder listing) throws IOException {
    String plain = LocalPaths.withSlashes(LocalPaths.plain(pattern));
    int start = endOfFolder(plain);
    Glob glob = Glob.parseBelow(plain.substring(0, start), plain.substring(start));
    Path root = LocalPaths.absolute(glob.root().isEmpty() ? "." : glob.root());
    if (attributes(root).filter(BasicFileAttributes::isDirectory).isPresent()) {
      LocalTree.list(root, glob, plain.substring(start), listing);
    }
  }

  /** The end of the longest start of a pattern that is the path of a folder as it stands. */
  private static int endOfFolder(String pattern) {
    int slash = pattern.lastIndexOf('/');
    while (slash > 0 && !new File(pattern.substring(0, slash)).isDirectory()) {
      slash = pattern.lastIndexOf('/', slash - 1);
    }
    return slash + 1;
  }

  @Override
  public Destination destination(String target) throws IOException {
    return LocalDestination.of(target);
  }
}
