package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folders of this machine that belong to the user. Not every user has a home: one without
 * an entry in the password file gets {@code ?} from Java, and a service may have a home that was
 * never made.
 */
public final class UserFolders {
  /** Tells where {@link #cache()} is, as a help text has it. */
  public static final String CACHE = "$XDG_CACHE_HOME/imagebeam or ~/.cache/imagebeam";

  private static final String NAME = "imagebeam";
  private static final String UID = "unix:uid";

  private UserFolders() {}

  /**
   * The home folder, by Java or else by {@code $HOME}; nothing if neither names one that exists.
   */
  public static Optional<Path> home() {
    return home(System.getProperty("user.home"), System.getenv("HOME"));
  }

  static Optional<Path> home(@Nullable String property, @Nullable String variable) {
    return Stream.of(absolute(property), absolute(variable))
        .flatMap(Optional::stream)
        .filter(Files::isDirectory)
        .findFirst();
  }

  /**
   * The folder for what can be fetched or made again: {@code $XDG_CACHE_HOME/imagebeam}, or {@code
   * ~/.cache/imagebeam}; for a user without a home, or with one where it isn't and can't be made,
   * one among the temporary files.
   *
   * @param xdgCacheHome of the environment, or null; a relative one doesn't count, by its own
   *     specification
   */
  public static Path cache(@Nullable String xdgCacheHome) {
    return absolute(xdgCacheHome)
        .map(base -> base.resolve(NAME))
        .or(
            () ->
                home().map(home -> home.resolve(".cache").resolve(NAME)).filter(UserFolders::mayBe))
        .orElseGet(() -> temporary().resolve("cache"));
  }

  /** Whether a folder is there, even if only to read, or can be made. */
  private static boolean mayBe(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.isDirectory(there) && (there.equals(folder) || Files.isWritable(there));
  }

  /** Returns the cache for the environment of this process; see {@link #cache(String)}. */
  public static Path cache() {
    return cache(System.getenv("XDG_CACHE_HOME"));
  }

  /**
   * A folder among the temporary files that is the user's own, from one process to the next. It is
   * not made; see {@link #requireOwnIfTemporary}.
   */
  public static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"))
        .toAbsolutePath()
        .resolve(NAME + "-" + user());
  }

  /**
   * Does nothing for a folder elsewhere. If it is {@link #temporary} or below, makes that one and
   * sees that nobody else can put files into it: its name is known, and the folder that it is in is
   * everybody's.
   *
   * @throws IOException if it can't be made, or is another user's
   */
  public static void requireOwnIfTemporary(Path folder) throws IOException {
    Path own = temporary();
    if (!folder.toAbsolutePath().normalize().startsWith(own.normalize())) {
      return;
    }
    if (!own.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(own);
      return;
    }
    try {
      // Another process of this user may remove it, having no more use for it.
      boolean mine =
          Retries.until(
              NoSuchFileException.class::isInstance,
              () -> {
                make(own);
                return isOwn(own);
              });
      if (!mine) {
        throw new IOException(own + " is not a folder of this user alone");
      }
    } catch (NoSuchFileException e) {
      throw new IOException(own + " is removed again and again", e);
    }
  }

  private static boolean isOwn(Path folder) throws IOException {
    Optional<Object> user = uid();
    boolean mine =
        user.isEmpty()
            || user.get().equals(Files.getAttribute(folder, UID, LinkOption.NOFOLLOW_LINKS));
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> permissions = found.permissions();
    return mine
        && found.isDirectory()
        && !permissions.contains(PosixFilePermission.GROUP_WRITE)
        && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static void make(Path folder) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // The caller looks whose it is.
    } catch (IOException e) {
      throw new IOException(folder + " can't be made: " + LocalErrors.detail(e), e);
    }
  }

  private static Optional<Path> absolute(@Nullable String path) {
    try {
      return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** By number where there is one, since a user may have no name. */
  private static String user() {
    return uid()
        .map(String::valueOf)
        .orElseGet(
            () ->
                requireNonNull(System.getProperty("user.name"), "user.name is null")
                    .replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  private static Optional<Object> uid() {
    try {
      return Optional.ofNullable(Files.getAttribute(Path.of("/proc/self/status"), UID));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
