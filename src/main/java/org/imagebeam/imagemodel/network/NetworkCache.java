package org.imagebeam.imagemodel.network;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imagebeam.graph.mapped.NetworkFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * The rewritten networks of this machine, a folder each, so that a graph is rewritten once. What
 * can't be read or written is made again, without a word. When a network comes, those are deleted
 * that nothing has used for 30 days, and what killed processes left an hour ago. Safe for use by
 * many threads and processes.
 */
public final class NetworkCache {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkCache.class);
  private static final String FOLDER = "networks";
  private static final int KEY_DIGITS = 24;
  private static final Duration KEPT = Duration.ofDays(30);

  /** Far longer than it takes to write one. */
  private static final Duration UNFINISHED = Duration.ofHours(1);

  private final Path folder;

  /**
   * @param cache the folder of the model cache
   */
  public NetworkCache(Path cache) {
    this.folder = requireNonNull(cache, "cache is null").resolve(FOLDER);
  }

  /**
   * Finds a network.
   *
   * @param asked all that decides what is in it, by name
   */
  Optional<NetworkFolder.Network> find(Map<String, String> asked) {
    Path path = path(asked);
    try {
      Optional<NetworkFolder.Network> network =
          new NetworkFolder(path)
              .read()
              .filter(found -> found.made().entrySet().containsAll(asked.entrySet()));
      if (network.isPresent()) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
      }
      return network;
    } catch (IOException | RuntimeException e) {
      LOG.debug("can't use {}", path, e);
      return Optional.empty();
    }
  }

  /**
   * Writes a network, and reads it back.
   *
   * @param graph a network whose layers run on oneDNN's kernels
   * @param asked by which it is found again
   * @param known what else there is to know of it
   * @return nothing if it can't be written
   */
  Optional<NetworkFolder.Network> keep(
      GraphDef graph, Map<String, String> asked, Map<String, String> known) {
    Path path = path(asked);
    try {
      if (Files.exists(path)) {
        // It isn't what was asked for, or it is damaged.
        delete(path);
      }
      deleteUnused();
      Map<String, String> made = new TreeMap<>(asked);
      made.putAll(known);
      new NetworkFolder(path).write(graph, made);
    } catch (IOException | RuntimeException e) {
      LOG.debug("can't write {}", path, e);
    }
    return find(asked);
  }

  private void deleteUnused() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Instant now = Instant.now();
    try (Stream<Path> networks = Files.list(folder)) {
      for (Path network : networks.toList()) {
        boolean unfinished =
            String.valueOf(network.getFileName()).startsWith(NetworkFolder.UNFINISHED);
        Instant before = now.minus(unfinished ? UNFINISHED : KEPT);
        if (Files.getLastModifiedTime(network).toInstant().isBefore(before)) {
          delete(network);
        }
      }
    }
  }

  private static void delete(Path network) throws IOException {
    MoreFiles.deleteRecursively(network, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private Path path(Map<String, String> asked) {
    String key =
        Hashing.sha256()
            .hashString(new TreeMap<>(asked).toString(), StandardCharsets.UTF_8)
            .toString();
    return folder.resolve(key.substring(0, KEY_DIGITS));
  }
}
