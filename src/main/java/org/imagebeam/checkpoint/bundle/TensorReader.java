package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.tensorflow.proto.DataType;

/** Puts tensors together from the parts that a checkpoint has of them. Not thread-safe. */
public final class TensorReader {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final String prefix;
  private final String file;

  /**
   * @param prefix of the checkpoint, for messages
   * @param file that says which parts there are, for messages
   */
  public TensorReader(String prefix, String file) {
    this.prefix = prefix;
    this.file = file;
  }

  /** Reads all of a tensor. */
  public CheckpointTensor read(StoredTensor tensor) throws IOException {
    return read(tensor, SlicePlace.whole(tensor.info().shape()));
  }

  /** Reads those of a tensor's elements that are at a place, of which it needs only the parts. */
  public CheckpointTensor read(StoredTensor tensor, SlicePlace place) throws IOException {
    TensorInfo info = tensor.info();
    if (info.dtype() == DataType.DT_VARIANT) {
      throw new CheckpointException(
          Kind.MISMATCH,
          prefix + ": tensor '" + info.name() + "' is of variants, which only TensorFlow reads");
    }
    List<StoredPart> parts = requireParts(tensor, place);
    TensorInfo read =
        place.length().equals(info.shape())
            ? info
            : new TensorInfo(info.name(), info.dtype(), place.length(), bytes(parts), 0);
    requireRoom(read, place, parts);
    for (StoredPart part : parts) {
      // So that nothing is allocated for what a forged index only promises.
      part.require();
    }
    return info.dtype() == DataType.DT_STRING
        ? CheckpointTensor.ofStrings(read, Arrays.asList(strings(parts, place)))
        : CheckpointTensor.ofBytes(read, bytes(info.dtype(), parts, place));
  }

  private static long bytes(List<StoredPart> parts) {
    return parts.stream().mapToLong(StoredPart::bytes).sum();
  }

  private void requireRoom(TensorInfo info, SlicePlace place, List<StoredPart> parts)
      throws CheckpointException {
    long largest = Math.max(place.elements(), info.bytes());
    for (StoredPart part : parts) {
      largest = Math.max(largest, part.bytes());
    }
    if (largest > LARGEST_ARRAY) {
      throw new CheckpointException(
          Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' has %d bytes, more than can be read as one here",
              prefix,
              info.name(),
              largest));
    }
  }

  /**
   * The parts that have the elements of a place.
   *
   * @throws CheckpointException CORRUPT if they don't make it up
   */
  public List<StoredPart> requireParts(StoredTensor tensor, SlicePlace place)
      throws CheckpointException {
    if (tensor.isWhole()) {
      return tensor.parts();
    }
    var fault = SliceCover.fault(place, tensor.parts().stream().map(StoredPart::place).toList());
    if (fault.isPresent()) {
      throw Damage.in(
          file,
          String.format(
              Locale.ROOT,
              "the parts of tensor '%s' don't make up one of shape %s: %s",
              tensor.info().name(),
              tensor.info().shapeText(),
              fault.get()));
    }
    return tensor.parts().stream()
        .filter(part -> part.place().intersection(place).elements() > 0)
        .toList();
  }

  private static ByteString bytes(DataType dtype, List<StoredPart> parts, SlicePlace place)
      throws IOException {
    if (parts.size() == 1 && parts.get(0).place().equals(place)) {
      return stored(parts.get(0));
    }
    int width = Dtypes.width(dtype).orElseThrow();
    byte[] values = new byte[Math.toIntExact(place.elements() * width)];
    for (StoredPart part : parts) {
      ByteString stored = stored(part);
      part.place()
          .forEachRun(
              place,
              (from, to, count) ->
                  stored
                      .substring(from * width, (from + count) * width)
                      .copyTo(values, to * width));
    }
    return UnsafeByteOperations.unsafeWrap(values);
  }

  private static ByteString[] strings(List<StoredPart> parts, SlicePlace place) throws IOException {
    ByteString[] values = new ByteString[(int) place.elements()];
    for (StoredPart part : parts) {
      ByteString[] stored = strings(stored(part), (int) part.place().elements());
      part.place()
          .forEachRun(
              place, (from, to, count) -> System.arraycopy(stored, from, values, to, count));
    }
    return values;
  }

  private static ByteString stored(StoredPart part) throws IOException {
    ByteString.Output bytes = ByteString.newOutput((int) part.bytes());
    part.copyTo(bytes);
    return bytes.toByteString();
  }

  /** The bytes are checked already. */
  private static ByteString[] strings(ByteString stored, int count) throws IOException {
    CodedInputStream in = stored.newCodedInput();
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = (int) in.readRawVarint64();
    }
    in.skipRawBytes(Integer.BYTES);
    ByteString[] strings = new ByteString[count];
    for (int i = 0; i < count; i++) {
      strings[i] = ByteString.copyFrom(in.readRawBytes(lengths[i]));
    }
    return strings;
  }
}
