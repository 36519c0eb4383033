package org.imagebeam.classify.ledger;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.imagebeam.classify.table.GoneTable;
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
      ListedImages.write(file, images);
    }
  }

  private static void drop(Set<String> paths, OutputLayout layout) throws IOException {
    List<Scan> scans = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    for (String name : Storage.list(layout.folder())) {
      String file = Storage.resolve(layout.folder(), name);
      if (OutputLayout.isTable(name)) {
        scans.add(scan(file, paths, kept));
      } else if (OutputLayout.isGone(name) && GoneTable.read(file, path -> {}).isEmpty()) {
        rewrite(file, paths);
      }
    }
    for (Scan scan : scans) {
      if (scan.rows() > 0 && rewrite(scan.file(), paths)) {
        deleteFreed(scan.freed(), kept, layout);
      }
    }
  }

  /** A table's rows of images that are gone, and the files of their embeddings. */
  private record Scan(String file, long rows, Set<String> freed) {}

  /**
   * Reads a table.
   *
   * @param kept takes the files of embeddings that rows which stay name: tables that were split or
   *     merged by hand share them
   */
  private static Scan scan(String file, Set<String> paths, Set<String> kept) throws IOException {
    AtomicLong rows = new AtomicLong();
    Set<String> stay = new HashSet<>();
    Set<String> freed = new HashSet<>();
    Optional<String> complaint =
        LedgerTable.read(
            file,
            row -> {
              boolean goes = paths.contains(row.key().path());
              rows.addAndGet(goes ? 1 : 0);
              (goes ? freed : stay).add(row.place().file());
            });
    kept.addAll(stay);
    if (rows.get() > 0 && complaint.isPresent()) {
      leave(complaint.get());
      kept.addAll(freed);
      return new Scan(file, 0, Set.of());
    }
    return new Scan(file, rows.get(), freed);
  }

  private static void deleteFreed(Set<String> freed, Set<String> kept, OutputLayout layout)
      throws IOException {
    for (String name : freed) {
      // Never a name that somebody has written into the table by hand.
      if (!kept.contains(name) && layout.embeddingsPattern().matcher(name).matches()) {
        Storage.delete(Storage.resolve(layout.folder(), name));
      }
    }
  }

  /** Returns whether it could be done: what can't be must not stop each night from here on. */
  private static boolean rewrite(String file, Set<String> paths) {
    try {
      Optional<Path> local = Storage.localPath(file);
      if (local.isPresent() && Files.exists(local.get()) && !Files.isWritable(local.get())) {
        // In place of the advice to delete it, which is meant for outputs.
        leave("'" + file + "' is read-only");
        return false;
      }
      TableRewriting.drop(file, paths::contains);
      return true;
    } catch (IOException e) {
      leave(requireNonNullElse(e.getMessage(), file));
    } catch (UncheckedIOException e) {
      leave(requireNonNullElse(requireNonNull(e.getCause()).getMessage(), file));
    }
    return false;
  }

  private static void leave(String complaint) {
    LOG.warn(
        "{}; its rows of images that are gone stay, because the file is not changed", complaint);
  }
}
