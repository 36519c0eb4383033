package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Waits for what a child process writes into a folder, and kills it then. Not thread-safe. */
public final class FolderWatch implements Closeable {
  /** Where Java's watch polls, as on macOS, it does so too seldom for a run of a few seconds. */
  private static final int LONGEST_WAIT_MILLIS = 20;

  private final Path root;
  private final WatchService events;
  private final Set<Path> watched = new HashSet<>();

  private FolderWatch(Path root) throws IOException {
    this.root = root;
    this.events = root.getFileSystem().newWatchService();
    watchFolders();
  }

  /** Watches a folder that is there, and the folders that are made in it. */
  public static FolderWatch of(Path root) throws IOException {
    return new FolderWatch(root);
  }

  private void watchFolders() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path folder : all.filter(Files::isDirectory).toList()) {
        if (!watched.contains(folder)) {
          folder.register(
              events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
          watched.add(folder);
        }
      }
    } catch (UncheckedIOException | NoSuchFileException e) {
      // A folder was removed meanwhile: the next look shows what is left.
    }
  }

  /**
   * Kills the child as soon as something holds, which is looked at whenever a file changes, and
   * every few milliseconds.
   */
  public void killWhen(Process child, Callable<Boolean> reached) throws Exception {
    try {
      while (!reached.call()) {
        assertTrue(child.isAlive(), "it was over before it was killed");
        WatchKey key = events.poll(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          if (!key.reset()) {
            watched.remove((Path) key.watchable());
          }
          watchFolders();
        }
      }
      assertTrue(child.isAlive(), "it was over before it was killed");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
