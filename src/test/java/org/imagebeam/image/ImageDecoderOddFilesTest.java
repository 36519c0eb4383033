package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Gifs;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound files that few writers make. */
class ImageDecoderOddFilesTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  private static final int[] PALETTE = {0x102030, 0x405060, 0x708090, 0xa0b0c0};
  private static final byte[] ROWS = {3, 2, 0, 0, 1, 0, 0, 0};

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @Test
  void shouldReadAGifWithAnEmptyComment() throws ImageException {
    byte[] gif = Images.gif(8, 8, 1);
    int frame = Gifs.frame(gif);
    ByteBuffer odd = ByteBuffer.allocate(gif.length + 3).put(gif, 0, frame);
    odd.put(new byte[] {0x21, (byte) 0xfe, 0}).put(gif, frame, gif.length - frame);
    assertArrayEquals(DECODER.decode(gif, 8, 8), DECODER.decode(odd.array(), 8, 8));
  }

  @Test
  void shouldReadTheWholeOfAGifsFirstFrameWhereverItIsOnTheCanvas() throws ImageException {
    byte[] gif = Images.gif(16, 8, 1);
    int frame = Gifs.frame(gif);
    byte[] odd = gif.clone();
    ByteBuffer file = ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(6, (short) 40).putShort(8, (short) 30);
    file.putShort(frame + 1, (short) 5).putShort(frame + 3, (short) 3);
    assertArrayEquals(DECODER.decode(gif, 8, 16), DECODER.decode(odd, 8, 16));
  }

  @Test
  void shouldNameGifCodesOfMoreBitsThanAColour() {
    byte[] gif = Images.gif(8, 8, 1);
    gif[Gifs.frame(gif) + 10] = 11;
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(gif, 8, 8));
    assertEquals(
        "the GIF file's codes begin with 11 bits, and those of a GIF with at most 8: save it anew",
        e.getMessage());
  }

  /** Returns the file behind a header of another length. */
  private static byte[] bmp(int header) {
    byte[] usual = Bmps.file(2, 2, 8, PALETTE, ROWS);
    ByteBuffer odd = ByteBuffer.allocate(usual.length - 40 + header);
    odd.order(ByteOrder.LITTLE_ENDIAN).put(usual, 0, 14 + Math.min(header, 40));
    odd.position(14 + header);
    odd.put(usual, 54, usual.length - 54);
    return odd.putInt(10, 14 + header + 4 * PALETTE.length).putInt(14, header).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 36, 52, 56, 64, 108, 124})
  void shouldReadBmpsWithHeadersOfAllLengths(int header) throws ImageException {
    float[] right = DECODER.decode(Bmps.file(2, 2, 8, PALETTE, ROWS), 2, 2);
    assertEquals(0x40, right[0]);
    assertArrayEquals(right, DECODER.decode(bmp(header), 2, 2));
  }

  @Test
  void shouldReadBmpsThatStateTheirPixelsWhereThePaletteIs() throws ImageException {
    byte[] usual = Bmps.file(2, 2, 8, PALETTE, ROWS);
    byte[] odd = usual.clone();
    ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).putInt(10, 54);
    assertArrayEquals(DECODER.decode(usual, 2, 2), DECODER.decode(odd, 2, 2));
  }

  @Test
  void shouldReadABmpThatEndsWithItsLastPixelAndNotBefore() throws ImageException {
    byte[] usual = Bmps.file(2, 2, 8, PALETTE, ROWS);
    byte[] bare = Arrays.copyOf(usual, usual.length - 2);
    assertArrayEquals(DECODER.decode(usual, 2, 2), DECODER.decode(bare, 2, 2));
    byte[] cut = Arrays.copyOf(usual, usual.length - 3);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(cut, 2, 2));
    assertEquals("the BMP file ends before its pixels do: truncated", e.getMessage());
  }

  @Test
  void shouldRefuseABmpWithoutAPalette() {
    byte[] file = Bmps.file(2, 2, 8, new int[0], ROWS);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(file, 2, 2));
    assertEquals("the BMP file has no palette: it is damaged or truncated", e.getMessage());
  }

  @Test
  void shouldRefuseAGifWithoutAColourTable() {
    byte[] gif = Images.gif(8, 8, 1);
    int table = 3 * (2 << (gif[10] & 7));
    ByteBuffer bare = ByteBuffer.allocate(gif.length - table).put(gif, 0, 13);
    bare.put(gif, 13 + table, gif.length - 13 - table).put(10, (byte) 0);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(bare.array(), 8, 8));
    assertEquals(
        "the GIF file has no colour table, without which it isn't read: save it with one",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "64, 4, run lengths of 24 bits",
    "40, 4, JPEG",
    "40, 5, PNG",
    "124, 11, CMYK",
  })
  void shouldNameWhatABmpHolds(int header, int compression, String what) {
    byte[] file = bmp(header);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(30, compression);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(file, 2, 2));
    assertEquals(
        "the BMP file holds " + what + ", which isn't read: save it uncompressed", e.getMessage());
  }

  @Test
  void shouldRefuseRunLengthsThatLeaveTheImage() throws ImageException {
    // From below: the lower row, its end, the upper row, and the image's end.
    float[] right = {0x10, 0x20, 0x30, 0x10, 0x20, 0x30, 0x70, 0x80, 0x90, 0x70, 0x80, 0x90};
    assertArrayEquals(right, DECODER.decode(runLengths(2, 2, 0, 0, 2, 0, 0, 1), 2, 2));
    byte[] damaged = runLengths(2, 2, 0, 0, 3, 0, 0, 1);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(damaged, 2, 2));
    assertEquals(
        "the BMP file's run lengths leave the image in row 2: it is damaged", e.getMessage());
  }

  private static byte[] runLengths(int... codes) {
    byte[] data = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      data[i] = (byte) codes[i];
    }
    byte[] file = Bmps.file(2, 2, 8, PALETTE, data);
    // The compression.
    file[30] = 1;
    return file;
  }
}
