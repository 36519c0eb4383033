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
    assertEquals(80, options.groupSize());
    assertEquals(0, options.preparers());
    assertEquals(Runtime.getRuntime().availableProcessors(), options.preparersHere());
    assertEquals(0, options.batchesInFlight());
    assertEquals(new BatchOptions(5, 80, 0, 7), options.withBatchesInFlight(7));
    assertEquals(6, new BatchOptions(1, 1, 6, 1).preparersHere());
  }

  @Test
  void shouldLeaveTheBatchSizeToTheModelByDefault() {
    assertEquals(new BatchOptions(0, 64, 0, 0), BatchOptions.DEFAULT);
    assertEquals(BatchOptions.DEFAULT, BatchOptions.ofSize(0));
  }

  @ParameterizedTest
  @CsvSource({
    "-1,1,1,1,the batch size must be at least 0, 'not -1'",
    "1,-8,1,1,the group size must be at least 1, 'not -8'",
    "1,1,-1,1,the number of preparers must be at least 0, 'not -1'",
    "1,1,1,-1,the number of batches in flight must be at least 0, 'not -1'",
  })
  void shouldRefuseNumbersThatAreTooSmall(
      int batch, int group, int preparers, int inFlight, String message, String number) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BatchOptions(batch, group, preparers, inFlight));
    assertEquals(message + ", " + number, e.getMessage());
  }

  @Test
  void shouldRefuseImpossibleSizesGrouped() {
    assertThrows(IllegalArgumentException.class, () -> BatchOptions.ofSize(-1));
    assertThrows(ArithmeticException.class, () -> BatchOptions.ofSize(Integer.MAX_VALUE / 4));
  }

  @Test
  void shouldTravelToWorkers() {
    BatchOptions options = new BatchOptions(1, 2, 3, 4);
    assertEquals(options, SerializableUtils.clone(options));
  }
}
