package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class SessionOptionsTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Test
  void shouldFillTheProcessorsWithBatches() {
    assertEquals(PROCESSORS, SessionOptions.DEFAULT.usefulBatchesInFlight());
    assertEquals(1, new SessionOptions(0, Precision.FLOAT32).usefulBatchesInFlight());
    assertEquals(
        Math.max(1, PROCESSORS / 2),
        new SessionOptions(2, Precision.FLOAT32).usefulBatchesInFlight());
    assertEquals(1, new SessionOptions(PROCESSORS + 1, Precision.FLOAT32).usefulBatchesInFlight());
  }

  @Test
  void shouldRefuseFewerThanNoThreads() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new SessionOptions(-1, Precision.FLOAT32));
    assertEquals("the number of threads must be at least 0, not -1", e.getMessage());
  }

  @Test
  void shouldTravelToWorkers() {
    SessionOptions options = new SessionOptions(3, Precision.BFLOAT16);
    assertEquals(options, SerializableUtils.clone(options));
  }
}
