package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound TIFF files that few writers make, and that readers stumble over. */
class ImageDecoderOddTiffsTest {
  private static final JavaImageReader READER = new JavaImageReader(ImageLimits.DEFAULT);
  private static final int DEFLATE = 8;
  private static final int JPEG = 7;
  private static final int Y_CB_CR = 6;

  private static byte[] decode(byte[] file) throws ImageException {
    return READER.read(
        ImageFormat.TIFF,
        file,
        rows -> {
          ByteBuffer all = ByteBuffer.allocate(3 * rows.width() * rows.height());
          byte[] row = new byte[3 * rows.width()];
          for (int y = 0; y < rows.height(); y++) {
            rows.read(y, row);
            all.put(row);
          }
          return all.array();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 24})
  void shouldReadAnEmptyPageHoweverSmallItIs(int bits) throws IOException, ImageException {
    int side = 800;
    ByteArrayOutputStream strip = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(strip)) {
      deflater.write(new byte[side * side * bits / 8]);
    }
    Map<Integer, Integer> tags = Map.of(259, DEFLATE);
    byte[] file = Tiffs.page(side, side, 1, bits, Tiffs.GRAY, strip.toByteArray(), tags);
    assertTrue(side * side * bits / 8 > 600 * file.length, "not small enough: " + file.length);
    assertArrayEquals(new byte[3 * side * side], decode(file));
  }

  @Test
  void shouldUndoPremultipliedAlphaBeforeOtherChannels() throws ImageException {
    byte[] samples = {50, 20, 10, 127, 99, 10, 20, 30, -1, 99, 7, 8, 9, 0, 99};
    byte[] file = Tiffs.page(3, 1, 5, 8, Tiffs.RGB, samples, Map.of());
    assertArrayEquals(new byte[] {50, 20, 10, 10, 20, 30, 7, 8, 9}, decode(file), "no alpha");
    file = Tiffs.page(3, 1, 5, 8, Tiffs.RGB, samples, Map.of(338, 1));
    assertArrayEquals(new byte[] {100, 40, 20, 10, 20, 30, 7, 8, 9}, decode(file));
  }

  /** The numbers of the components are 1, 2 and 3 in most files, but any will do. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 65})
  void shouldTakeAJpegsColoursForWhatTheTiffSays(int firstComponent)
      throws IOException, ImageException {
    byte[] jpeg = jpegWithoutSubsampling();
    Map<Integer, Integer> yCbCr = Map.of(259, JPEG, 262, Y_CB_CR);
    byte[] right = decode(Tiffs.page(16, 16, 3, 8, Tiffs.RGB, jpeg, yCbCr));
    byte[] bare = bare(jpeg, firstComponent);
    assertArrayEquals(right, decode(Tiffs.page(16, 16, 3, 8, Tiffs.RGB, bare, yCbCr)));
    byte[] stored = decode(Tiffs.page(16, 16, 3, 8, Tiffs.RGB, bare, Map.of(259, JPEG)));
    // Of the first pixel, the luminance.
    int red = right[0] & 0xff;
    int green = right[1] & 0xff;
    int blue = right[2] & 0xff;
    assertEquals(0.299 * red + 0.587 * green + 0.114 * blue, stored[0] & 0xff, 2);
  }

  private static byte[] jpegWithoutSubsampling() throws IOException {
    BufferedImage image = Images.draw(16, 16, 5, BufferedImage.TYPE_INT_RGB);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    IIOMetadataNode tree =
        (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    IIOMetadataNode luminance =
        (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
    luminance.setAttribute("HsamplingFactor", "1");
    luminance.setAttribute("VsamplingFactor", "1");
    metadata.setFromTree(metadata.getNativeMetadataFormatName(), tree);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, metadata));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The JPEG without its JFIF segment, and with its components numbered otherwise. */
  private static byte[] bare(byte[] jpeg, int firstComponent) {
    int jfif = 2 + ByteBuffer.wrap(jpeg).getShort(4);
    ByteBuffer bare = ByteBuffer.allocate(jpeg.length - jfif).put(jpeg, 0, 2);
    bare.put(jpeg, 2 + jfif, jpeg.length - 2 - jfif);
    int at = 2;
    while (bare.get(at + 1) != (byte) 0xda) {
      if (bare.get(at + 1) == (byte) 0xc0) {
        number(bare, at + 10, 3, firstComponent);
      }
      at += 2 + bare.getShort(at + 2);
    }
    number(bare, at + 5, 2, firstComponent);
    return bare.array();
  }

  private static void number(ByteBuffer jpeg, int start, int step, int first) {
    for (int i = 0; i < 3; i++) {
      assertEquals(i + 1, jpeg.get(start + i * step));
      jpeg.put(start + i * step, (byte) (first + i));
    }
  }

  @Test
  void shouldScaleFloatsOfAPageThatDoesNotNameItsColours() throws ImageException {
    byte[] half = ByteBuffer.allocate(8).putFloat(0.5f).putFloat(1).array();
    byte[] file = withoutColours(Tiffs.page(2, 1, 1, 32, Tiffs.GRAY, half, Map.of(339, 3)));
    assertArrayEquals(new byte[] {-128, -128, -128, -1, -1, -1}, decode(file));
    byte[] rgb = ByteBuffer.allocate(12).putFloat(0.5f).putFloat(1).putFloat(0).array();
    file = withoutColours(Tiffs.page(1, 1, 3, 32, Tiffs.RGB, rgb, Map.of(339, 3)));
    assertArrayEquals(new byte[] {-128, -1, 0}, decode(file));
    byte[] angle = ByteBuffer.allocate(8).putFloat(-3).putFloat(3).array();
    byte[] angles = withoutColours(Tiffs.page(2, 1, 1, 32, Tiffs.GRAY, angle, Map.of(339, 3)));
    ImageException e = assertThrows(ImageException.class, () -> decode(angles));
    assertTrue(e.getMessage().contains("floating-point numbers from -3.0 to 3.0"), e.getMessage());
  }

  /** Makes the tag of the colours one that no reader knows. */
  private static byte[] withoutColours(byte[] file) {
    ByteBuffer page = ByteBuffer.wrap(file);
    int entry = 10 + 4 * 12;
    assertEquals(262, page.getShort(entry));
    page.putShort(entry, (short) 261);
    return file;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStretchTheLevelsOfAnOldStyleJpeg(boolean fractions)
      throws IOException, ImageException {
    byte[] jpeg = jpegWithoutSubsampling();
    byte[] narrow = decode(oldJpeg(jpeg, fractions, 0, 255, 128, 255, 128, 255));
    byte[] wide = decode(oldJpeg(jpeg, fractions, 16, 235, 128, 240, 128, 240));
    int compared = 0;
    for (int i = 0; i < narrow.length; i += 3) {
      double gray = gray(narrow, i);
      double right = (gray - 16) * 255 / 219;
      double red = right + (Byte.toUnsignedInt(narrow[i]) - gray) * 127 / 112;
      double blue = right + (Byte.toUnsignedInt(narrow[i + 2]) - gray) * 127 / 112;
      assertEquals(Math.max(0, Math.min(255, red)), Byte.toUnsignedInt(wide[i]), 0.51);
      assertEquals(Math.max(0, Math.min(255, blue)), Byte.toUnsignedInt(wide[i + 2]), 0.51);
      boolean cut = false;
      for (int c = i; c < i + 3; c++) {
        cut |= wide[c] == 0 || wide[c] == -1;
      }
      if (!cut) {
        assertEquals(right, gray(wide, i), 1);
        compared++;
      }
    }
    assertTrue(compared > 50, "compared " + compared);
  }

  private static double gray(byte[] rgb, int at) {
    return 0.299 * Byte.toUnsignedInt(rgb[at])
        + 0.587 * Byte.toUnsignedInt(rgb[at + 1])
        + 0.114 * Byte.toUnsignedInt(rgb[at + 2]);
  }

  /** A JPEG in a TIFF as before 1995, with six levels behind it. */
  private static byte[] oldJpeg(byte[] jpeg, boolean fractions, int... levels) {
    Map<Integer, Integer> tags = Map.of(259, 6, 262, Y_CB_CR, 513, 0, 514, jpeg.length, 532, 0);
    byte[] file = Tiffs.page(16, 16, 3, 8, Tiffs.RGB, jpeg, tags);
    ByteBuffer page = ByteBuffer.wrap(Arrays.copyOf(file, file.length + 48));
    for (int at = 10; page.getShort(at) != 0; at += 12) {
      if (page.getShort(at) == 513) {
        page.putInt(at + 8, file.length - jpeg.length);
      } else if (page.getShort(at) == 532) {
        page.putShort(at + 2, (short) (fractions ? 5 : 4)).putInt(at + 4, 6);
        page.putInt(at + 8, file.length);
      }
    }
    page.position(file.length);
    for (int level : levels) {
      page.putInt(fractions ? 2 * level : level);
      if (fractions) {
        page.putInt(2);
      }
    }
    return page.array();
  }

  @Test
  void shouldReadAnUncompressedStripThatStatesMoreThanItHas() throws ImageException {
    byte[] rgb = {1, 2, 3, 40, 50, 60};
    for (int stated : new int[] {7, 35_711_440, -1}) {
      assertArrayEquals(
          rgb, decode(Tiffs.page(2, 1, 3, 8, Tiffs.RGB, rgb, Map.of(279, stated))), "" + stated);
    }
    byte[] cut = Tiffs.page(2, 1, 3, 8, Tiffs.RGB, Arrays.copyOf(rgb, 5), Map.of(279, 99));
    ImageException e = assertThrows(ImageException.class, () -> decode(cut));
    assertEquals("the TIFF file ends before its pixels do: truncated", e.getMessage());
  }

  @Test
  void shouldNameTheKindOfAJpegThatIsNotRead() throws IOException {
    byte[] jpeg = bare(jpegWithoutSubsampling(), 1);
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
        jpeg[i + 1] = (byte) 0xc3;
      }
    }
    byte[] file = Tiffs.page(16, 16, 3, 8, Tiffs.RGB, jpeg, Map.of(259, JPEG));
    ImageException e = assertThrows(ImageException.class, () -> decode(file));
    assertEquals(
        "the TIFF file's JPEG is lossless JPEG, which isn't read: save it as a baseline or"
            + " progressive JPEG of 8 bits, or PNG",
        e.getMessage());
  }
}
