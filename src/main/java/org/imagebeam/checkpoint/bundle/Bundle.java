package org.imagebeam.checkpoint.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.Damage;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorSliceProto;

/** A checkpoint of format V2: an index and its data files. */
public final class Bundle implements TensorStore {
  private final BundleIndex index;
  private final DataFiles files;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private Bundle(String prefix, BundleIndex index) throws CheckpointException {
    this.index = index;
    this.files = new DataFiles(prefix, index.shards());
    for (Map.Entry<String, BundleEntryProto> tensor : index.tensors().entrySet()) {
      tensors.put(tensor.getKey(), stored(tensor.getKey(), tensor.getValue()));
    }
  }

  /** Reads the index; the data files are opened when they are needed. */
  public static Bundle open(String prefix) throws IOException {
    return new Bundle(prefix, BundleIndex.read(prefix));
  }

  private StoredTensor stored(String name, BundleEntryProto entry) throws CheckpointException {
    List<Long> shape = EntryCheck.shape(entry.getShape());
    List<StoredPart> parts = new ArrayList<>();
    if (entry.getSlicesCount() == 0) {
      parts.add(new Part(name, SlicePlace.whole(shape), Optional.empty(), entry));
    }
    for (TensorSliceProto slice : entry.getSlicesList()) {
      SlicePlace place = SlicePlace.of(shape, slice);
      BundleEntryProto part = index.slice(name, slice);
      boolean fits =
          part.getSlicesCount() == 0
              && part.getDtype() == entry.getDtype()
              && EntryCheck.shape(part.getShape()).equals(place.length());
      if (!fits) {
        throw Damage.in(
            index.file(),
            String.format(
                Locale.ROOT,
                "the slice %s of tensor '%s' is stored as %s %s, not as %s %s",
                place,
                name,
                Dtypes.name(part.getDtype()),
                EntryCheck.shape(part.getShape()),
                Dtypes.name(entry.getDtype()),
                place.length()));
      }
      parts.add(new Part(name, place, Optional.of(slice), part));
    }
    long bytes = parts.stream().mapToLong(StoredPart::bytes).sum();
    return new StoredTensor(
        new TensorInfo(name, entry.getDtype(), shape, bytes, entry.getSlicesCount()), parts);
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public String file() {
    return index.file();
  }

  @Override
  public void requireFiles() throws IOException {
    for (StoredTensor tensor : tensors.values()) {
      for (StoredPart part : tensor.parts()) {
        part.require();
      }
    }
    index.requireNoStraySlices();
    files.requireAll();
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  /** A tensor or a slice in a data file. */
  private final class Part implements StoredPart {
    private final String name;
    private final SlicePlace place;
    private final Optional<TensorSliceProto> slice;
    private final BundleEntryProto entry;

    Part(String name, SlicePlace place, Optional<TensorSliceProto> slice, BundleEntryProto entry) {
      this.name = name;
      this.place = place;
      this.slice = slice;
      this.entry = entry;
    }

    @Override
    public SlicePlace place() {
      return place;
    }

    @Override
    public Optional<TensorSliceProto> slice() {
      return slice;
    }

    @Override
    public long bytes() {
      return entry.getSize();
    }

    @Override
    public void require() throws IOException {
      files.require(name, entry);
    }

    @Override
    public int copyTo(OutputStream out) throws IOException {
      files.copy(name, entry, out);
      return entry.getCrc32C();
    }
  }
}
