package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, (byte) 255};

  @TempDir Path temp;

  @Test
  void shouldReadPackedAndPlainFiles() throws IOException {
    byte[] plain = Digits.idx(PIXELS, 2, 2, 2);
    for (byte[] content : List.of(plain, Digits.gzip(plain))) {
      try (IdxFile file = open(content, 3)) {
        assertEquals(List.of(2, 2, 2), file.shape());
        assertEquals(2, file.count());
        assertArrayEquals(new byte[] {1, 2, 3}, file.read(3));
        assertArrayEquals(new byte[] {4, 5, 6, 7, (byte) 255}, file.read(5));
        file.requireEnd();
      }
    }
  }

  @Test
  void shouldStartAsTheOriginalsDo() {
    assertArrayEquals(
        HexFormat.of().parseHex("00000801" + "00000003" + "070809"),
        Digits.idx(new byte[] {7, 8, 9}, 3));
  }

  @Test
  void shouldRefuseAnotherMagic() {
    String message =
        assertRefused(Digits.idx(PIXELS, 8), 3, "starts with 00000801, not with 00000803");
    assertTrue(message.startsWith(temp.toString()), message);
    assertTrue(message.endsWith("fetch it again (--data=mnist does it by itself)"), message);
    assertRefused(new byte[] {0, 0, 13, 1, 0, 0, 0, 1, 0}, 1, "starts with 00000d01");
    assertRefused(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}, 1, "no idx file of unsigned bytes");
    assertRefused(Digits.gzip(new byte[] {1, 2, 3, 4}), 1, "with 1 dimension;");
  }

  @Test
  void shouldRefuseImpossibleSizes() {
    assertRefused(
        Digits.idx(new byte[0], 0), 1, "states the sizes [0], which are impossible; fetch it");
    assertRefused(Digits.idx(new byte[0], -1), 1, "states the sizes [-1]");
    assertRefused(Digits.idx(new byte[0], 1 << 30, 1 << 30, 1 << 30), 3, "[1073741824, 1073741824");
  }

  @Test
  void shouldRefuseTruncatedFiles() throws IOException {
    byte[] plain = Digits.idx(PIXELS, 8);
    byte[] packed = Digits.gzip(plain);
    for (int length = 0; length < plain.length; length++) {
      assertDamaged(Arrays.copyOf(plain, length));
    }
    for (int length = 2; length < packed.length; length++) {
      assertDamaged(Arrays.copyOf(packed, length));
    }
  }

  @Test
  void shouldRefuseWhatGzipKnowsToBeDamaged() {
    byte[] packed = Digits.gzip(Digits.idx(PIXELS, 8));
    packed[packed.length - 5] ^= 1;
    assertDamaged(packed);
  }

  @Test
  void shouldRefuseMoreThanStated() {
    byte[] longer = Arrays.copyOf(Digits.idx(PIXELS, 8), 17);
    InputException e = assertThrows(InputException.class, () -> readAll(longer));
    assertTrue(e.getMessage().contains("is longer than its sizes [8] allow"), e.getMessage());
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    IOException e =
        assertThrows(IOException.class, () -> IdxFile.open(temp.resolve("none").toString(), 1));
    assertTrue(e.getMessage().contains(temp.resolve("none").toString()), e.getMessage());
  }

  private void assertDamaged(byte[] content) {
    InputException e = assertThrows(InputException.class, () -> readAll(content));
    assertTrue(e.getMessage().contains("is damaged or truncated ("), e.getMessage());
    assertTrue(e.getMessage().startsWith(temp.toString()), e.getMessage());
  }

  private void readAll(byte[] content) throws IOException {
    try (IdxFile file = open(content, 1)) {
      file.read(file.count());
      file.requireEnd();
    }
  }

  private String assertRefused(byte[] content, int dimensions, String message) {
    InputException e = assertThrows(InputException.class, () -> open(content, dimensions));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    return e.getMessage();
  }

  private IdxFile open(byte[] content, int dimensions) throws IOException {
    Path file = Files.write(temp.resolve("file"), content);
    return IdxFile.open(file.toString(), dimensions);
  }
}
