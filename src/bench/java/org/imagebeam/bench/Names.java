package org.imagebeam.bench;

/** Lines that others are held against. */
final class Names {
  static final String MACHINE = "machine";
  static final String PRODUCTS = "float32 GEMM, GFLOP/s";
  static final String LOOP = "the loop over single images";
  static final String LIMIT = "limit by the GEMM rate";
  static final String BARE = "bare session";
  static final String BARE_BFLOAT16 = "bare session, bfloat16";
  static final String BARE_INT8 = "bare session, int8";
  static final String CLASSIFY = "classify, float32";
  static final String CLASSIFY_BFLOAT16 = "classify, bfloat16";
  static final String CLASSIFY_INT8 = "classify, int8";
  static final String LARGE = "classify, 12 Mpixel";
  static final String LARGE_FAST = "classify, 12 Mpixel, --decode=fast";

  private Names() {}
}
