package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorSliceProto;

/** Puts tensors together from a checkpoint's data files. Not thread-safe. */
final class TensorReader {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final BundleIndex index;
  private final DataFiles files;
  private final String prefix;

  TensorReader(String prefix, BundleIndex index, DataFiles files) {
    this.prefix = prefix;
    this.index = index;
    this.files = files;
  }

  CheckpointTensor read(TensorInfo info, BundleEntryProto entry) throws IOException {
    if (info.dtype() == DataType.DT_VARIANT) {
      throw new CheckpointException(
          Kind.MISMATCH,
          prefix + ": tensor '" + info.name() + "' is of variants, which only TensorFlow reads");
    }
    if (info.bytes() > LARGEST_ARRAY || info.elements() > LARGEST_ARRAY) {
      throw new CheckpointException(
          Kind.MISMATCH,
          String.format(
              "%s: tensor '%s' has %d bytes, more than can be read as one here",
              prefix, info.name(), info.bytes()));
    }
    if (info.dtype() == DataType.DT_STRING) {
      return CheckpointTensor.ofStrings(info, Arrays.asList(strings(info, entry)));
    }
    return CheckpointTensor.ofBytes(info, bytes(info, entry));
  }

  private ByteString bytes(TensorInfo info, BundleEntryProto entry) throws IOException {
    if (entry.getSlicesCount() == 0) {
      return stored(info.name(), entry);
    }
    List<SlicePlace> places = places(info, entry);
    int width = Dtypes.width(info.dtype()).orElseThrow();
    byte[] whole = new byte[Math.toIntExact(info.elements() * width)];
    for (int i = 0; i < places.size(); i++) {
      ByteString part = stored(info.name(), index.slice(info.name(), entry.getSlices(i)));
      places
          .get(i)
          .forEachRun(
              (from, to, count) ->
                  part.substring(from * width, (from + count) * width).copyTo(whole, to * width));
    }
    return UnsafeByteOperations.unsafeWrap(whole);
  }

  private ByteString[] strings(TensorInfo info, BundleEntryProto entry) throws IOException {
    if (entry.getSlicesCount() == 0) {
      return strings(stored(info.name(), entry), (int) info.elements());
    }
    List<SlicePlace> places = places(info, entry);
    ByteString[] whole = new ByteString[(int) info.elements()];
    for (int i = 0; i < places.size(); i++) {
      SlicePlace place = places.get(i);
      ByteString stored = stored(info.name(), index.slice(info.name(), entry.getSlices(i)));
      ByteString[] part = strings(stored, (int) place.elements());
      place.forEachRun((from, to, count) -> System.arraycopy(part, from, whole, to, count));
    }
    return whole;
  }

  private ByteString stored(String name, BundleEntryProto entry) throws IOException {
    files.require(name, entry);
    ByteString.Output bytes = ByteString.newOutput((int) entry.getSize());
    files.copy(name, entry, bytes);
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

  /** Where the parts belong, which have to make up the whole. */
  private List<SlicePlace> places(TensorInfo info, BundleEntryProto entry) throws IOException {
    List<SlicePlace> places = new ArrayList<>();
    long elements = 0;
    for (TensorSliceProto slice : entry.getSlicesList()) {
      SlicePlace place = SlicePlace.of(info.shape(), slice);
      BundleEntryProto part = index.slice(info.name(), slice);
      boolean fits =
          place.isInside()
              && part.getSlicesCount() == 0
              && part.getDtype() == info.dtype()
              && EntryCheck.shape(part.getShape()).equals(place.length())
              && places.stream().noneMatch(place::overlaps);
      if (!fits) {
        throw parts(info);
      }
      files.require(info.name(), part);
      places.add(place);
      elements += place.elements();
    }
    if (elements != info.elements()) {
      throw parts(info);
    }
    return places;
  }

  private CheckpointException parts(TensorInfo info) {
    return Damage.in(
        CheckpointPaths.index(prefix),
        "the parts of tensor '" + info.name() + "' don't make up one of shape " + info.shapeText());
  }
}
