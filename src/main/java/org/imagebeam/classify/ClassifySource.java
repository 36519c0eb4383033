package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.beam.sdk.io.FileIO.ReadableFile;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimitException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ImageSource;

/**
 * Says what {@link ClassifyImages} takes instead of listed files: how to read an element, what its
 * rows call it, and in which order a group of them is batched.
 *
 * @param id of {@link ImageSource#id}
 * @param reading reads an element's bytes
 * @param key what rows call it
 * @param order by which answers repeat to the bit
 */
record ClassifySource<InputT>(
    String id,
    Reading<InputT> reading,
    SerializableFunction<InputT, ImageKey> key,
    SerializableComparator<InputT> order)
    implements ImageSource<InputT> {
  private static final int STEP = 1 << 16;

  /** Reads an element's bytes. */
  interface Reading<InputT> extends Serializable {
    byte[] read(InputT input, ImageLimits limits) throws ImageException, IOException;
  }

  ClassifySource {
    requireNonNull(id, "id is null");
    requireNonNull(reading, "reading is null");
    requireNonNull(key, "key is null");
    requireNonNull(order, "order is null");
  }

  /** Returns the source of images in memory, by their names. */
  static ClassifySource<KV<String, byte[]>> ofBytes() {
    return new ClassifySource<>(
        "bytes",
        (image, limits) -> {
          limits.checkBytes(image.getValue().length);
          return image.getValue();
        },
        image -> new ImageKey(image.getKey(), image.getValue().length, ImageKey.UNKNOWN),
        ClassifySource::compareBytes);
  }

  /** Returns the source of files that Beam opens, and decompresses where it is told to. */
  static ClassifySource<ReadableFile> ofFiles() {
    return new ClassifySource<>(
        "files",
        ClassifySource::read,
        file -> key(file.getMetadata()),
        (one, other) -> InputImages.compareByPath(one.getMetadata(), other.getMetadata()));
  }

  /**
   * What rows call a file that Beam has matched. The coder that Beam gives such files leaves the
   * time out, which is 0 then.
   */
  static ImageKey key(Metadata file) {
    ImageKey key = ImageKey.of(file);
    return key.modified() == 0 ? new ImageKey(key.path(), key.size(), ImageKey.UNKNOWN) : key;
  }

  private static int compareBytes(KV<String, byte[]> one, KV<String, byte[]> other) {
    return Comparator.<KV<String, byte[]>, String>comparing(KV::getKey)
        .thenComparing(KV::getValue, Arrays::compare)
        .compare(one, other);
  }

  private static byte[] read(ReadableFile file, ImageLimits limits)
      throws ImageException, IOException {
    limits.checkBytes(file.getMetadata().sizeBytes());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(STEP);
    try (InputStream in = Channels.newInputStream(file.open())) {
      byte[] step = new byte[STEP];
      int length;
      while ((length = in.read(step)) >= 0) {
        bytes.write(step, 0, length);
        if (bytes.size() > limits.maxBytes()) {
          throw new ImageLimitException(
              "the file has more bytes, when it is decompressed, than maxImageBytes="
                  + limits.maxBytes());
        }
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public byte[] read(InputT input, ImageLimits limits) throws ImageException, IOException {
    return reading.read(input, limits);
  }
}
