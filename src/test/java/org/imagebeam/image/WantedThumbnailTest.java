package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedThumbnailTest {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 24, 1 << 24);

  /** Each goes its own way through the decoder. */
  private static final List<Sizing> SIZINGS =
      List.of(
          Sizing.DEFAULT,
          Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, true),
          Sizing.of(ResizeMethod.BICUBIC, true),
          Sizing.of(ResizeMethod.BICUBIC, false),
          Sizing.of(ResizeMethod.BILINEAR, false).withCrop(new CenterCrop(0.5)));

  /** However the decoder goes about it, a run with thumbnails has the rows of one without. */
  @ParameterizedTest
  @EnumSource(DecodeMode.class)
  void shouldLeaveTheNetworksPixelsAsTheyAre(DecodeMode mode) throws ImageException, IOException {
    try (ImageDecoder decoder = new ImageDecoder(LIMITS, ExifMode.APPLY, mode)) {
      for (Map.Entry<String, byte[]> file : files().entrySet()) {
        for (Sizing sizing : SIZINGS) {
          String what = file.getKey() + ", " + sizing;
          WantedThumbnail wanted = new WantedThumbnail(96);
          float[] with = decoder.decode(file.getValue(), sizing, 48, 64, wanted);
          assertArrayEquals(decoder.decode(file.getValue(), sizing, 48, 64), with, what);
          BufferedImage image = read(wanted);
          boolean portrait = file.getKey().contains("turned");
          assertEquals(portrait ? 72 : 96, image.getWidth(), what);
          assertEquals(portrait ? 96 : 72, image.getHeight(), what);
          assertLooksLike(
              decoder.decode(file.getValue(), image.getHeight(), image.getWidth()), image, what);
        }
      }
    }
  }

  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("jpeg", Images.jpeg(400, 300, 1));
    files.put("jpeg turned", Images.orientedJpeg(400, 300, 6, 5));
    files.put("png", Images.png(400, 300, 3));
    files.put("gif", Images.gif(400, 300, 4));
    files.put("bmp", Images.bmp(400, 300, 5));
    files.put(
        "tiff",
        Tiffs.encode("LZW", ImageIO.read(new ByteArrayInputStream(Images.png(400, 300, 6)))));
    return files;
  }

  /** The decoder's resizing takes single pixels, so only the whole is compared. */
  private static void assertLooksLike(float[] pixels, BufferedImage image, String what) {
    double expected = 0;
    double actual = 0;
    for (int i = 0; i < pixels.length / 3; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      expected += pixels[3 * i] - pixels[3 * i + 2];
      actual += (rgb >> 16 & 0xff) - (rgb & 0xff);
    }
    assertEquals(expected / pixels.length, actual / pixels.length, 2, what);
  }

  private static BufferedImage read(WantedThumbnail wanted) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(wanted.jpeg().orElseThrow().toByteArray()));
  }

  @Test
  void shouldTurnTheImageAsTheNetworkSeesIt() throws ImageException, IOException {
    byte[] file = Images.orientedJpeg(400, 300, 6, 5);
    try (ImageDecoder ignoring = new ImageDecoder(LIMITS, ExifMode.IGNORE, DecodeMode.EXACT)) {
      WantedThumbnail wanted = new WantedThumbnail(96);
      ignoring.decode(file, Sizing.DEFAULT, 48, 64, wanted);
      assertEquals(96, read(wanted).getWidth());
      assertEquals(72, read(wanted).getHeight());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTurnItUpright(int orientation) throws ImageException, IOException {
    byte[] file = Images.orientedJpeg(120, 80, orientation, 5);
    try (ImageDecoder decoder = new ImageDecoder(LIMITS, ExifMode.APPLY, DecodeMode.EXACT)) {
      WantedThumbnail wanted = new WantedThumbnail(120);
      decoder.decode(file, Sizing.DEFAULT, 48, 64, wanted);
      BufferedImage image = read(wanted);
      assertEquals(orientation < 5 ? 120 : 80, image.getWidth());
      float[] upright = decoder.decode(file, image.getHeight(), image.getWidth());
      double difference = 0;
      for (int i = 0; i < upright.length / 3; i++) {
        int green = image.getRGB(i % image.getWidth(), i / image.getWidth()) >> 8 & 0xff;
        difference += Math.abs(green - upright[3 * i + 1]);
      }
      assertEquals(
          0, difference / image.getWidth() / image.getHeight(), 4, "the compression alone");
    }
  }

  /** A fine pattern becomes gray, and doesn't flicker. */
  @Test
  void shouldAverageWhatItLeavesOut() throws ImageException, IOException {
    BufferedImage stripes = new BufferedImage(384, 192, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 384 * 192; i++) {
      stripes.setRGB(i % 384, i / 384, i % 2 == 0 ? 0xffffff : 0);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(stripes, "png", png);
    try (ImageDecoder decoder = new ImageDecoder(LIMITS, ExifMode.APPLY, DecodeMode.EXACT)) {
      WantedThumbnail wanted = new WantedThumbnail(192);
      decoder.decode(png.toByteArray(), Sizing.DEFAULT, 48, 64, wanted);
      for (int x = 0; x < 192; x++) {
        assertEquals(128, read(wanted).getRGB(x, 50) & 0xff, 2);
      }
    }
  }

  @Test
  void shouldMakeNoneOfWhatIsNotDecoded() {
    byte[] whole = Images.jpeg(400, 300, 1);
    try (ImageDecoder decoder = new ImageDecoder(LIMITS, ExifMode.APPLY, DecodeMode.EXACT)) {
      for (byte[] file : List.of(Arrays.copyOf(whole, whole.length / 2), new byte[] {1, 2, 3})) {
        WantedThumbnail wanted = new WantedThumbnail(96);
        assertThrows(
            ImageException.class, () -> decoder.decode(file, Sizing.DEFAULT, 48, 64, wanted));
        assertTrue(wanted.jpeg().isEmpty());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new WantedThumbnail(0));
  }
}
