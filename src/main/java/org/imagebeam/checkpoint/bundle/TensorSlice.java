package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.tfrecord.MaskedCrc;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorSliceProto;

/** A slice of a tensor in a file of format V1, given as format V2 has it. Not thread-safe. */
final class TensorSlice implements StoredPart {
  private final TensorSliceFile file;
  private final String name;
  private final DataType dtype;
  private final TensorSliceProto slice;
  private final SlicePlace place;
  private long bytes;

  /**
   * @param file that lists the slice
   * @param place of the slice, inside of its tensor
   */
  TensorSlice(
      TensorSliceFile file, String name, DataType dtype, TensorSliceProto slice, SlicePlace place) {
    this.file = file;
    this.name = name;
    this.dtype = dtype;
    this.slice = slice;
    this.place = place;
  }

  /** Finds out how many bytes there will be, for which strings have to be read. */
  void measure() throws IOException {
    OptionalInt width = Dtypes.width(dtype);
    if (width.isEmpty()) {
      bytes = value().size();
    } else if (place.elements() <= Long.MAX_VALUE / width.getAsInt()) {
      bytes = place.elements() * width.getAsInt();
    } else {
      throw Damage.in(file.path(), "tensor '" + name + "' is larger than any can be");
    }
  }

  /** What its file sorts it by. */
  ByteString key() {
    return SliceKey.of(name, slice);
  }

  @Override
  public SlicePlace place() {
    return place;
  }

  @Override
  public Optional<TensorSliceProto> slice() {
    return place.length().equals(place.full()) ? Optional.empty() : Optional.of(slice);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void require() throws IOException {
    SavedValues.require(file.path(), name, dtype, file.slice(name, slice), place.elements());
  }

  @Override
  public int copyTo(OutputStream out) throws IOException {
    ByteString value = value();
    value.writeTo(out);
    return dtype == DataType.DT_STRING
        ? StringChecksum.of(value, place.elements())
        : MaskedCrc.of(value);
  }

  private ByteString value() throws IOException {
    return SavedValues.read(file.path(), name, dtype, file.slice(name, slice), place.elements());
  }
}
