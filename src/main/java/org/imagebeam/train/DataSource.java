package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.imagebeam.download.Progress;

/**
 * Where a user says the data are. Each machine looks for itself, and fetches into its own cache
 * what isn't there.
 *
 * @param name a name in the {@link DataCatalog} (which wins over a folder of that name), or a
 *     folder, local or {@code gs://}
 * @param cache the folder of the cache, or empty for the machine's own
 */
record DataSource(String name, String cache) implements Serializable {
  DataSource {
    requireNonNull(name, "name is null");
    requireNonNull(cache, "cache is null");
  }

  /** As {@link #open(Progress)}, telling the log. */
  IdxFolder open() throws IOException {
    return open(Progress.log());
  }

  /**
   * Finds the files, and fetches them before where needed.
   *
   * @throws org.imagebeam.pipeline.InputException if there are none
   * @throws org.imagebeam.download.DownloadException if they can't be fetched
   * @throws IOException if the folder can't be looked at, or the cache not written
   */
  IdxFolder open(Progress progress) throws IOException {
    Optional<DataCatalog.Entry> known = DataCatalog.find(name);
    return known.isPresent()
        ? IdxFolder.open(DataFetcher.of(cache, progress).fetch(known.get()).toString())
        : IdxFolder.open(name);
  }
}
