package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import com.google.common.io.ByteStreams;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.Bundle;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.bundle.SlicePlace;
import org.imagebeam.checkpoint.bundle.SliceTables;
import org.imagebeam.checkpoint.bundle.StoredPart;
import org.imagebeam.checkpoint.bundle.StoredTensor;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.bundle.TensorReader;
import org.imagebeam.checkpoint.bundle.TensorStore;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.Remedy;

/**
 * Reads a checkpoint as TensorFlow's Savers write it, local or in {@code gs://}, without
 * TensorFlow: in format V2 (a TensorBundle: {@code prefix.index}, {@code
 * prefix.data-00000-of-00001}) or V1 (the file {@code prefix}, or {@code prefix-00000-of-00002} and
 * so on).
 *
 * <p>Checks what TensorFlow checks, and more: each block of a table by its checksum, each tensor of
 * format V2 by its own as it is read. Never allocates more than the files can account for.
 *
 * <p>Not thread-safe.
 */
public final class CheckpointReader implements Closeable {
  private final String prefix;
  private final TensorStore store;
  private final TensorReader values;

  private CheckpointReader(String prefix, TensorStore store) {
    this.prefix = prefix;
    this.store = store;
    this.values = new TensorReader(prefix, store.file());
  }

  /**
   * Reads what tensors there are; the data files of format V2 are opened when they are needed.
   *
   * @param prefix as {@code Saver.save} returns it: the path without {@code .index}; one of the
   *     checkpoint's files, or the file {@code checkpoint} that names it, stands for it too
   * @throws CheckpointException NOT_FOUND if there is no such checkpoint, CORRUPT if its index is
   *     damaged, MISMATCH if it is of a kind that is not read (big-endian, a newer format, a
   *     SavedModel)
   * @throws IOException if the index can't be read
   */
  public static CheckpointReader open(String prefix) throws IOException {
    String found = CheckpointLocator.require(requireNonNull(prefix, "prefix is null"));
    return new CheckpointReader(
        found, CheckpointLocator.hasIndex(found) ? Bundle.open(found) : SliceTables.open(found));
  }

  /** The prefix of the checkpoint. */
  public String prefix() {
    return prefix;
  }

  /** All tensors, in the order of their names' bytes. */
  public List<TensorInfo> tensors() {
    List<TensorInfo> infos = new ArrayList<>();
    store.tensors().values().forEach(tensor -> infos.add(tensor.info()));
    return infos;
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return store.tensors().containsKey(name);
  }

  /**
   * What is known of a tensor.
   *
   * @throws CheckpointException NOT_FOUND
   */
  public TensorInfo info(String name) throws CheckpointException {
    return stored(name).info();
  }

  StoredTensor stored(String name) throws CheckpointException {
    StoredTensor tensor = store.tensors().get(requireNonNull(name, "name is null"));
    if (tensor == null) {
      throw new CheckpointException(
              Kind.NOT_FOUND,
              String.format(
                  Locale.ROOT,
                  "checkpoint %s has no tensor '%s' among its %d",
                  prefix,
                  name,
                  store.tensors().size()))
          .withRemedy(Remedy.of(Remedy.Kind.LIST_TENSORS));
    }
    return tensor;
  }

  /**
   * Reads a tensor, and checks it. One that was stored in parts is put together.
   *
   * @throws CheckpointException NOT_FOUND if there is no such tensor, or no data file; CORRUPT if
   *     its checksum is not the stored one, its data are cut short, or a part of it is missing;
   *     MISMATCH for variants, and for more than 2 GiB
   * @throws IOException if it can't be read
   */
  public CheckpointTensor read(String name) throws IOException {
    return values.read(stored(name));
  }

  /**
   * Reads those of a tensor's elements that a part of a partitioned variable has. What else was
   * saved of the tensor may be missing.
   *
   * @throws CheckpointException as {@link #read(String)}; MISMATCH if the tensor has another shape
   *     than the whole that {@code place} belongs to
   */
  public CheckpointTensor read(String name, SlicePlace place) throws IOException {
    requirePlace(name, place);
    return values.read(stored(name), place);
  }

  /** Checks that a part of a partitioned variable can be read, by the index alone. */
  public void requirePlace(String name, SlicePlace place) throws CheckpointException {
    TensorInfo info = info(name);
    if (!info.shape().equals(place.full())) {
      throw new CheckpointException(
          Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' has the shape %s, and a variable is the part %s of one of shape %s",
              prefix,
              name,
              info.shape(),
              place,
              place.full()));
    }
    values.requireParts(stored(name), place);
  }

  /**
   * Reads a tensor's bytes only to check them; of any size.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT, as {@link #read}
   * @throws IOException if it can't be read
   */
  public void verify(String name) throws IOException {
    requireWhole(name);
    for (StoredPart part : stored(name).parts()) {
      part.copyTo(ByteStreams.nullOutputStream());
    }
  }

  /**
   * Checks that a tensor's parts make it up.
   *
   * @throws CheckpointException CORRUPT if one is missing, or if two overlap
   */
  void requireWhole(String name) throws CheckpointException {
    StoredTensor tensor = stored(name);
    values.requireParts(tensor, SlicePlace.whole(tensor.info().shape()));
  }

  /**
   * Checks all tensors.
   *
   * @return the name of the first, in the order of {@link #tensors}, that is damaged or whose data
   *     file is missing; nothing if all are sound
   * @throws IOException if one can't be read
   */
  public Optional<String> verify() throws IOException {
    for (String name : store.tensors().keySet()) {
      try {
        verify(name);
      } catch (CheckpointException e) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /**
   * Checks that the data files are there and as long as they have to be, and that the parts of each
   * tensor make it up. Reads none of the data.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT
   * @throws IOException if that can't be found out
   */
  public void requireFiles() throws IOException {
    for (String name : store.tensors().keySet()) {
      requireWhole(name);
    }
    store.requireFiles();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
