package org.imagebeam.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

class ElementsTest {
  private static Object decode(DataType dtype, int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    int width = Dtypes.width(dtype).orElseThrow();
    return Elements.decode(dtype, ByteString.copyFrom(all), bytes.length / width - 1);
  }

  @Test
  void shouldDecodeWholeNumbers() {
    assertEquals(true, decode(DataType.DT_BOOL, 0, 1));
    assertEquals(-2, decode(DataType.DT_INT8, 1, 254));
    assertEquals(-2, decode(DataType.DT_INT4, 254));
    assertEquals(254, decode(DataType.DT_UINT8, 1, 254));
    assertEquals(-256, decode(DataType.DT_INT16, 0, 255));
    assertEquals(0xff00, decode(DataType.DT_UINT16, 7, 7, 0, 255));
    assertEquals(-1, decode(DataType.DT_INT32, 255, 255, 255, 255));
    assertEquals(0xffffffffL, decode(DataType.DT_UINT32, 255, 255, 255, 255));
    assertEquals(Long.MIN_VALUE, decode(DataType.DT_INT64, 0, 0, 0, 0, 0, 0, 0, 128));
    assertEquals(
        BigInteger.ONE.shiftLeft(63), decode(DataType.DT_UINT64, 0, 0, 0, 0, 0, 0, 0, 128));
    assertThrows(IndexOutOfBoundsException.class, () -> decode(DataType.DT_INT8));
  }

  @Test
  void shouldDecodeFractions() {
    assertEquals(-2f, decode(DataType.DT_FLOAT, 0, 0, 0, 0xc0));
    assertEquals(1.5, decode(DataType.DT_DOUBLE, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f));
    assertEquals("-2.0+1.0j", decode(DataType.DT_COMPLEX64, 0, 0, 0, 0xc0, 0, 0, 0x80, 0x3f));
    assertEquals(
        "0.0-2.0j",
        decode(DataType.DT_COMPLEX128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0));
    assertEquals(1.0f, decode(DataType.DT_BFLOAT16, 0x80, 0x3f));
  }

  @Test
  void shouldDecodeSmallFloats() {
    // Values from IEEE 754 and from "FP8 Formats for Deep Learning".
    assertEquals(65504f, decode(DataType.DT_HALF, 0xff, 0x7b));
    assertEquals(-0x1p-24f, decode(DataType.DT_HALF, 0x01, 0x80));
    assertEquals(0x1p-14f, decode(DataType.DT_HALF, 0x00, 0x04));
    assertEquals(0x1.554p-2f, decode(DataType.DT_HALF, 0x55, 0x35));
    assertEquals(Float.NEGATIVE_INFINITY, decode(DataType.DT_HALF, 0x00, 0xfc));
    assertEquals(Float.NaN, decode(DataType.DT_HALF, 0x01, 0x7c));
    assertEquals(-0f, decode(DataType.DT_HALF, 0x00, 0x80));
    assertEquals(57344f, decode(DataType.DT_FLOAT8_E5M2, 0x7b));
    assertEquals(0x1p-16f, decode(DataType.DT_FLOAT8_E5M2, 0x01));
    assertEquals(448f, decode(DataType.DT_FLOAT8_E4M3FN, 0x7e));
    assertEquals(-0x1p-9f, decode(DataType.DT_FLOAT8_E4M3FN, 0x81));
    assertEquals(0x1p-6f, decode(DataType.DT_FLOAT8_E4M3FN, 0x08));
    assertEquals(Float.NaN, decode(DataType.DT_FLOAT8_E4M3FN, 0x7f));
  }

  @Test
  void shouldKeepTextAndEscapeOtherBytes() {
    assertEquals("größer", Elements.text(ByteString.copyFromUtf8("größer")));
    assertEquals("", Elements.text(ByteString.EMPTY));
    assertEquals(
        "a\\x0a\\\\\\xff", Elements.text(ByteString.copyFrom(new byte[] {'a', 10, '\\', -1})));
  }
}
