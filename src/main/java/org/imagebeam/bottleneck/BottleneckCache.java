package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.storage.Storage;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of bottlenecks, of one model and settings or of many. A shard that is damaged anywhere
 * is deleted, with a warning, and nothing of it believed. Not thread-safe, but any number may work
 * on one folder.
 */
final class BottleneckCache {
  private static final Logger LOG = LoggerFactory.getLogger(BottleneckCache.class);

  /** No shard is written that large. */
  private static final long MAX_BYTES = 1L << 30;

  private final String folder;
  private final BottleneckSettings settings;
  private final Set<String> seen = new HashSet<>();

  /**
   * @param folder need not be there yet
   */
  BottleneckCache(String folder, BottleneckSettings settings) {
    this.folder = requireNonNull(folder, "folder is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** A file of the cache, and the settings that it has to be of. */
  private record Shard(String path, String settings) {}

  /**
   * Reads the shards of these settings that have come since the last call.
   *
   * @throws IOException if the folder, or a shard that is there, can't be read
   */
  void read(CacheContents contents) throws IOException {
    List<Shard> shards = new ArrayList<>();
    for (String name : Storage.list(folder)) {
      boolean plain = ShardWriter.isOfBottlenecks(name, settings, false);
      boolean wanted =
          plain || (settings.copies() > 0 && ShardWriter.isOfBottlenecks(name, settings, true));
      if (wanted && seen.add(name)) {
        shards.add(new Shard(Storage.resolve(folder, name), settings.text(!plain)));
      }
    }
    read(shards, contents);
  }

  /**
   * Reads the failures that are told this run alone, and removes them.
   *
   * @throws IOException as {@link #read}
   */
  void takeTransientFailures(String run, CacheContents contents) throws IOException {
    List<Shard> shards =
        Storage.list(folder).stream()
            .filter(name -> ShardWriter.isOfFailures(name, run))
            .map(name -> new Shard(Storage.resolve(folder, name), settings.text(true)))
            .toList();
    read(shards, contents);
    for (Shard shard : shards) {
      Storage.delete(shard.path());
    }
  }

  private static void read(List<Shard> shards, CacheContents contents) throws IOException {
    try (FilePrefetcher files =
        new FilePrefetcher(Lists.transform(shards, Shard::path), MAX_BYTES)) {
      for (Shard shard : shards) {
        read(files, shard, contents);
      }
    }
  }

  private static void read(FilePrefetcher files, Shard shard, CacheContents contents)
      throws IOException {
    try {
      ShardReader.read(files.next(), shard.settings(), contents);
    } catch (DamagedRecordException e) {
      LOG.warn(
          "the bottlenecks in '{}' are not used but made again, and the file is deleted: {}",
          shard.path(),
          e.getMessage());
      Storage.delete(shard.path());
    } catch (NoSuchFileException | FileNotFoundException e) {
      // Another run has found it damaged meanwhile.
      if (Storage.exists(shard.path())) {
        throw e;
      }
    }
  }
}
