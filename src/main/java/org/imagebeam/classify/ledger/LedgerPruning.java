package org.imagebeam.classify.ledger;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ListedImages;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marks or drops the rows of images that are gone. */
public final class LedgerPruning {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerPruning.class);

  private LedgerPruning() {}

  /**
   * Does what a policy says. Each table is replaced as a whole, so that a run that is killed here
   * leaves tables that the next one reads, and prunes.
   *
   * @param gone the file of the images that are gone, see {@link ListedImages}
   * @param layout of the ledger
   * @param run whose table of gone images is written
   * @return how many images are gone
   * @throws IOException if the list of them can't be read, or the table of gone images can't be
   *     written; a table whose rows can't be dropped is only warned of
   */
  public static long prune(LedgerPolicy policy, String gone, OutputLayout layout, String run)
      throws IOException {
    if (policy.prune() == LedgerPolicy.Prune.NOTHING) {
      return 0;
    }
    Set<String> paths = new HashSet<>();
    try (ListedImages images = ListedImages.read(gone)) {
      while (images.hasNext()) {
        paths.add(images.next().path());
      }
    }
    if (!paths.isEmpty()) {
      if (policy.prune() == LedgerPolicy.Prune.MARK) {
        mark(gone, layout.gone(run));
      } else {
        drop(paths, layout);
      }
    }
    return paths.size();
  }

  private static void mark(String gone, String file) throws IOException {
    try (ListedImages images = ListedImages.read(gone)) {
      Iterator<ImageKey> keys = images;
      ListedImages.write(file, keys);
    }
  }

  private static void drop(Set<String> paths, OutputLayout layout) throws IOException {
    List<String> names = Storage.list(layout.folder());
    for (String name : names) {
      String file = Storage.resolve(layout.folder(), name);
      try {
        if (OutputLayout.isTable(name)) {
          dropRows(file, paths, layout);
        } else if (OutputLayout.isGone(name)) {
          rewrite(file, paths);
        }
      } catch (IOException e) {
        // A damaged or read-only table must not stop each night from here on.
        leave(requireNonNullElse(e.getMessage(), file));
      }
    }
  }

  private static void rewrite(String file, Set<String> paths) throws IOException {
    Optional<Path> local = Storage.localPath(file);
    if (local.isPresent() && Files.exists(local.get()) && !Files.isWritable(local.get())) {
      // In place of the advice to delete it, which is meant for outputs.
      throw new IOException("'" + file + "' is read-only");
    }
    try {
      TableRewriting.drop(file, paths::contains);
    } catch (UncheckedIOException e) {
      throw requireNonNull(e.getCause());
    }
  }

  private static void leave(String complaint) {
    LOG.warn(
        "{}; its rows of images that are gone stay, because the file is not changed", complaint);
  }

  private static void dropRows(String file, Set<String> paths, OutputLayout layout)
      throws IOException {
    AtomicLong rows = new AtomicLong();
    Set<String> kept = new HashSet<>();
    Set<String> freed = new HashSet<>();
    Optional<String> complaint =
        LedgerTable.read(
            file,
            row -> {
              boolean goes = paths.contains(row.key().path());
              rows.addAndGet(goes ? 1 : 0);
              (goes ? freed : kept).add(row.place().file());
            });
    if (rows.get() == 0) {
      return;
    }
    if (complaint.isPresent()) {
      leave(complaint.get());
      return;
    }
    rewrite(file, paths);
    freed.removeAll(kept);
    for (String name : freed) {
      // Never a name that somebody has written into the table by hand.
      if (layout.embeddingsPattern().matcher(name).matches()) {
        Storage.delete(Storage.resolve(layout.folder(), name));
      }
    }
  }
}
