package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * Some images in a row, with their labels: what travels from the files to the trainer.
 *
 * <p>A thousand at a time, as they lie in the files: an element of one image would cost its key,
 * its window and an object for 784 bytes, seventy thousand times over.
 */
final class ExampleChunk {
  private final int first;
  private final byte[] pixels;
  private final byte[] labels;

  /**
   * Keeps the arrays without a copy.
   *
   * @param first number of the first one, see {@link DatasetShape}
   * @param pixels of one image after the other, 0 to 255
   * @param labels one each
   */
  ExampleChunk(int first, byte[] pixels, byte[] labels) {
    this.first = first;
    this.pixels = requireNonNull(pixels, "pixels is null");
    this.labels = requireNonNull(labels, "labels is null");
  }

  int first() {
    return first;
  }

  int count() {
    return labels.length;
  }

  byte[] pixels() {
    return pixels;
  }

  byte[] labels() {
    return labels;
  }

  /** Encodes a chunk: its first number, its pixels and labels as they are. */
  static final class Coder extends AtomicCoder<ExampleChunk> {
    private static final long serialVersionUID = 1L;
    private static final Coder INSTANCE = new Coder();

    private Coder() {}

    static Coder of() {
      return INSTANCE;
    }

    @Override
    public void encode(ExampleChunk examples, OutputStream out) throws IOException {
      VarIntCoder.of().encode(examples.first(), out);
      ByteArrayCoder.of().encode(examples.pixels(), out);
      ByteArrayCoder.of().encode(examples.labels(), out);
    }

    @Override
    public ExampleChunk decode(InputStream in) throws IOException {
      int first = VarIntCoder.of().decode(in);
      byte[] pixels = ByteArrayCoder.of().decode(in);
      return new ExampleChunk(first, pixels, ByteArrayCoder.of().decode(in));
    }
  }
}
