package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Splitter;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of 4 by 2 pixels. */
class BmpRunLengthsTest {
  private static final ImageHeader SIZE = new ImageHeader(4, 2);

  private static void require(String codes, int bits) throws ImageException {
    List<String> numbers = Splitter.on(' ').splitToList(codes);
    ByteBuffer data = ByteBuffer.allocate(numbers.size());
    for (String number : numbers) {
      data.put((byte) Integer.parseInt(number));
    }
    BmpRunLengths.requireWhole(data.flip(), SIZE, bits);
  }

  @ParameterizedTest
  @CsvSource({
    "4 7 0 0 4 7 0 1, 8",
    "4 7 0 0 2 7 0 0 0 1, 8",
    "0 3 7 8 9 0 1 5 0 0 0 4 1 2 3 4 0 1, 8",
    "0 4 18 52 0 0 3 5 0 1, 4",
    "0 2 1 1 3 9 0 1, 8",
    "0 1, 8",
    "4 7 0 0 4 7, 8",
    "4 7 0 0 4 7 0 0, 8"
  })
  void shouldTakeWhatStaysInside(String codes, int bits) throws ImageException {
    require(codes, bits);
  }

  @ParameterizedTest
  @CsvSource({
    "5 7 0 1, 8, leave the image in row 1",
    "3 7 0 3 1 2 3 0 0 1, 8, leave the image in row 1",
    "0 5 1 2 3 0 0 1, 4, leave the image in row 1",
    "0 2 2 0 3 9 0 1, 8, leave the image in row 1",
    "0 2 0 2 0 1, 8, leave the image in row 3",
    "0 0 0 0 1 7 0 1, 8, leave the image in row 3",
    "4 7 0 0 3 7, 8, end in row 2 of 2",
    "4 7, 8, end in row 1 of 2",
    "4 7 0 4 1, 8, leave the image in row 1"
  })
  void shouldRefuseWhatLeavesTheImageOrEndsEarly(String codes, int bits, String said) {
    ImageException e = assertThrows(ImageException.class, () -> require(codes, bits));
    assertEquals(
        "the BMP file's run lengths "
            + said
            + (said.startsWith("end") ? ": it is truncated" : ": it is damaged"),
        e.getMessage());
  }

  @Test
  void shouldLeaveTheDataWhereItIs() throws ImageException {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {9, 0, 1});
    data.position(1);
    BmpRunLengths.requireWhole(data, SIZE, 8);
    assertEquals(1, data.position());
  }
}
