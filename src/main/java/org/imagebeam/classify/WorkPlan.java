package org.imagebeam.classify;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.storage.Storage;

/**
 * What is left to do of the matched images. Images that have a row by the model are done. Those
 * that an interrupted run has committed are skipped by whole chunks: a network's answer can differ
 * in its last bits with a picture's neighbours in the batch, so the chunks of the run that goes on
 * must be those that the unbroken run would have had.
 */
final class WorkPlan {
  private final List<MatchResult.Metadata> images;
  private final List<String> paths;
  private final String modelId;

  /**
   * @param images sorted by path, none twice
   */
  WorkPlan(List<MatchResult.Metadata> images, String modelId) {
    this.images = images;
    this.paths = Lists.transform(images, image -> image.resourceId().toString());
    this.modelId = modelId;
  }

  /**
   * The images without a row in a ledger.
   *
   * @param folder of the ledger; one that isn't there yet is empty
   * @param run whose own tables don't count: they may be there if it was killed while it ended
   * @throws IOException if one of its tables can't be read
   */
  WorkPlan withoutLedger(String folder, String run) throws IOException {
    BitSet done = recorded(folder, name -> !name.endsWith("-" + run + ".csv"));
    return new WorkPlan(select(done.cardinality(), i -> !done.get(i)), modelId);
  }

  /**
   * The images of the chunks that are not committed whole.
   *
   * @param folder of an interrupted run's parts
   * @throws IOException if a part can't be read
   */
  WorkPlan withoutChunks(String folder, int chunkSize) throws IOException {
    BitSet done = recorded(folder, name -> true);
    BitSet skipped = new BitSet();
    for (int start = 0; start < images.size(); start += chunkSize) {
      int end = Math.min(start + chunkSize, images.size());
      if (done.get(start, end).cardinality() == end - start) {
        skipped.set(start, end);
      }
    }
    return new WorkPlan(select(skipped.cardinality(), i -> !skipped.get(i)), modelId);
  }

  List<MatchResult.Metadata> images() {
    return Collections.unmodifiableList(images);
  }

  private List<MatchResult.Metadata> select(int dropped, IntPredicate wanted) {
    List<MatchResult.Metadata> selected = new ArrayList<>(images.size() - dropped);
    for (int i = 0; i < images.size(); i++) {
      if (wanted.test(i)) {
        selected.add(images.get(i));
      }
    }
    return selected;
  }

  /** Which images have a row of this model in the folder's tables. */
  private BitSet recorded(String folder, Predicate<String> wanted) throws IOException {
    BitSet found = new BitSet();
    if (!Storage.isFolder(folder)) {
      return found;
    }
    for (String name : Storage.list(folder)) {
      if (OutputLayout.isTable(name) && wanted.test(name)) {
        forEachKey(Storage.resolve(folder, name), key -> mark(key, found));
      }
    }
    return found;
  }

  private void forEachKey(String file, Consumer<ImageKey> action) throws IOException {
    try (CsvRows.Reader rows = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      while (rows.hasNext()) {
        List<String> row = rows.next();
        if (row.get(CsvTable.MODEL_COLUMN).equals(modelId)) {
          action.accept(ImageKey.ofCells(row.get(0), row.get(1), row.get(2)));
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("'" + file + "' has a damaged row: " + e.getMessage(), e);
    }
  }

  private void mark(ImageKey key, BitSet found) {
    int at = Collections.binarySearch(paths, key.path());
    if (at >= 0 && ImageKey.of(images.get(at)).equals(key)) {
      found.set(at);
    }
  }
}
