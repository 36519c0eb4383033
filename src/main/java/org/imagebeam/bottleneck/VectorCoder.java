package org.imagebeam.bottleneck;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.VarIntCoder;

/** Encodes a vector as its length and its values, four bytes each. */
public final class VectorCoder extends AtomicCoder<float[]> {
  private static final long serialVersionUID = 1L;
  private static final VectorCoder INSTANCE = new VectorCoder();

  private VectorCoder() {}

  public static VectorCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(float[] vector, OutputStream out) throws IOException {
    VarIntCoder.of().encode(vector.length, out);
    out.write(encoded(vector));
  }

  @Override
  public float[] decode(InputStream in) throws IOException {
    float[] vector = new float[VarIntCoder.of().decode(in)];
    int length = Math.multiplyExact(Float.BYTES, vector.length);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a vector of " + length + " bytes ends after " + bytes.length);
    }
    buffer(bytes).asFloatBuffer().get(vector);
    return vector;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Arrays are equal only to themselves, their encodings by what they hold. */
  @Override
  public Object structuralValue(float[] vector) {
    return ByteBuffer.wrap(encoded(vector));
  }

  private static byte[] encoded(float[] vector) {
    byte[] bytes = new byte[Math.multiplyExact(Float.BYTES, vector.length)];
    buffer(bytes).asFloatBuffer().put(vector);
    return bytes;
  }
}
