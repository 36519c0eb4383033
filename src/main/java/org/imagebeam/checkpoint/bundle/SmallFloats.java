package org.imagebeam.checkpoint.bundle;

/** Floats of 8 and 16 bits, each of which is a float32 exactly. */
final class SmallFloats {
  private static final int HALF_FRACTION_BITS = 10;
  private static final int HALF_EXPONENTS = 31;
  private static final int HALF_BIAS = 15;
  private static final int E4M3_FRACTION_BITS = 3;
  private static final int E4M3_BIAS = 7;
  private static final int E4M3_NAN = 0x7f;

  private SmallFloats() {}

  static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** A float8 e5m2 is the upper half of a half. */
  static float float8e5m2(byte bits) {
    return half((short) (bits << 8));
  }

  /** IEEE 754's binary16. */
  static float half(short bits) {
    int exponent = bits >> HALF_FRACTION_BITS & HALF_EXPONENTS;
    int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
    float magnitude;
    if (exponent == HALF_EXPONENTS) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = value(exponent, fraction, HALF_FRACTION_BITS, HALF_BIAS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Has no infinities, and one NaN of each sign. */
  static float float8e4m3fn(byte bits) {
    int magnitude = bits & E4M3_NAN;
    int fraction = magnitude & (1 << E4M3_FRACTION_BITS) - 1;
    float value =
        magnitude == E4M3_NAN
            ? Float.NaN
            : value(magnitude >> E4M3_FRACTION_BITS, fraction, E4M3_FRACTION_BITS, E4M3_BIAS);
    return bits < 0 ? -value : value;
  }

  private static float value(int exponent, int fraction, int fractionBits, int bias) {
    // Without its leading one a number is subnormal, and its exponent is that of the next.
    int digits = exponent == 0 ? fraction : fraction | 1 << fractionBits;
    return Math.scalb((float) digits, Math.max(exponent, 1) - bias - fractionBits);
  }
}
