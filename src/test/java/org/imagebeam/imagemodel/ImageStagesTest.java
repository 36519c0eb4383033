package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageStagesTest {
  @ParameterizedTest
  @CsvSource({
    "decode, ImageException, true",
    "decode, ImageLimitException, false",
    "decode, ImageMemoryException, false",
    "decode, FileTooLargeException, false",
    "read, IOException, false",
    "infer, TFInternalException, false"
  })
  void shouldTellTheFilesOwnFaultsFromThoseThatMayPass(String stage, String error, boolean lasts) {
    assertEquals(lasts, ImageStages.lasts(stage, error));
  }
}
