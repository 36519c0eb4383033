package org.imagebeam.storage;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import org.imagebeam.local.LocalErrors;

/** Lists the files below a folder that match a pattern, through links, past what can't be read. */
final class LocalTree implements FileVisitor<Path> {
  private final Path root;
  private final Glob glob;
  private final FileFilter.Scope scope;
  private final ListingBuilder listing;

  /** Whether all is listed but what nobody means, and so what a link within leads to, too. */
  private final boolean everything;

  private LocalTree(
      Path root, Glob glob, FileFilter.Scope scope, ListingBuilder listing, boolean everything) {
    this.root = root;
    this.glob = glob;
    this.scope = scope;
    this.listing = listing;
    this.everything = everything;
  }

  /**
   * @param pattern below the root, as it was given, of which {@code glob} is made
   */
  static void list(Path root, Glob glob, String pattern, ListingBuilder listing)
      throws IOException {
    String start = LocalPaths.withSlashes(root.toString());
    FileFilter.Scope scope = listing.below(start.endsWith("/") ? start : start + "/", pattern);
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new LocalTree(root, glob, scope, listing, pattern.isEmpty() && scope.takesAllNames()));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return mayEnter(folder) && isWanted(folder) && !isListedElsewhere(folder)
        ? FileVisitResult.CONTINUE
        : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!matches(file) || !listing.isWanted(scope.judge(below(file), true))) {
      return FileVisitResult.CONTINUE;
    }
    if (!LocalPaths.survivesAsText(file)) {
      listing.problem(LocalPaths.spell(file), LocalPaths.unspeakable());
    } else if (attributes.isRegularFile()) {
      listing.file(LocalStore.metadata(file, attributes));
    } else if (attributes.isSymbolicLink()) {
      // The walk shows a link itself only where following it failed.
      listing.problem(LocalPaths.spell(file), LocalStore.BROKEN_LINK);
    } else {
      listing.problem(LocalPaths.spell(file), LocalStore.NO_FILE);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    // What a link back up leads to is listed already; what has just been deleted is no file.
    boolean expected = e instanceof FileSystemLoopException || e instanceof NoSuchFileException;
    if (!expected && (matches(path) || mayEnter(path)) && isWanted(path)) {
      listing.problem(LocalPaths.spell(path), LocalErrors.reason(e));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException e) {
    if (e != null) {
      listing.problem(LocalPaths.spell(folder), LocalErrors.reason(e));
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean mayEnter(Path folder) {
    return folder.equals(root)
        || glob.mayEnter(
            folder.getNameCount() - root.getNameCount(), folder.getFileName().toString());
  }

  private boolean isWanted(Path folder) {
    return folder.equals(root) || listing.isWanted(scope.judge(below(folder), false));
  }

  /** Whether a folder is a link to one that is listed by its own name, below the same root. */
  private boolean isListedElsewhere(Path folder) {
    if (!everything || folder.equals(root) || !Files.isSymbolicLink(folder)) {
      return false;
    }
    try {
      Path real = folder.toRealPath();
      Path realRoot = root.toRealPath();
      // A file that isn't there stands for all that the folder may have.
      return real.startsWith(realRoot)
          && scope.judgeAll(LocalPaths.withSlashes(realRoot.relativize(real).toString()) + "/x")
              == FileFilter.Verdict.WANTED;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean matches(Path file) {
    return glob.matches(below(file));
  }

  private String below(Path path) {
    return LocalPaths.withSlashes(root.relativize(path).toString());
  }
}
