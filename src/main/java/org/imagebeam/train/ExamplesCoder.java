package org.imagebeam.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;

/** Encodes {@link Examples}: their first number, their pixels and labels as they are. */
final class ExamplesCoder extends AtomicCoder<Examples> {
  private static final long serialVersionUID = 1L;
  private static final ExamplesCoder INSTANCE = new ExamplesCoder();

  private ExamplesCoder() {}

  static ExamplesCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Examples examples, OutputStream out) throws IOException {
    VarIntCoder.of().encode(examples.first(), out);
    ByteArrayCoder.of().encode(examples.pixels(), out);
    ByteArrayCoder.of().encode(examples.labels(), out);
  }

  @Override
  public Examples decode(InputStream in) throws IOException {
    int first = VarIntCoder.of().decode(in);
    byte[] pixels = ByteArrayCoder.of().decode(in);
    return new Examples(first, pixels, ByteArrayCoder.of().decode(in));
  }
}
