package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchOptionsTest {
  @Test
  void shouldDeriveTheRestFromTheBatchSize() {
    BatchOptions options = BatchOptions.ofSize(5);
    assertEquals(5, options.batchSize());
    assertEquals(40, options.groupSize());
    assertEquals(Runtime.getRuntime().availableProcessors(), options.preparers());
    assertEquals(1, options.batchesInFlight());
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1,1,the batch size must be at least 1, 'not 0'",
    "1,-8,1,1,the group size must be at least 1, 'not -8'",
    "1,1,0,1,the number of preparers must be at least 1, 'not 0'",
    "1,1,1,0,the number of batches in flight must be at least 1, 'not 0'",
  })
  void shouldRefuseNumbersBelowOne(
      int batch, int group, int preparers, int inFlight, String message, String number) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BatchOptions(batch, group, preparers, inFlight));
    assertEquals(message + ", " + number, e.getMessage());
  }

  @Test
  void shouldRefuseSizesThatCannotBeGrouped() {
    assertThrows(IllegalArgumentException.class, () -> BatchOptions.ofSize(0));
    assertThrows(ArithmeticException.class, () -> BatchOptions.ofSize(Integer.MAX_VALUE / 4));
  }

  @Test
  void shouldTravelToWorkers() {
    BatchOptions options = new BatchOptions(1, 2, 3, 4);
    assertEquals(options, SerializableUtils.clone(options));
  }
}
