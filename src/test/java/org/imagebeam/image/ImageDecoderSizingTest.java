package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.image.resize.Window;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderSizingTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  private static final ImageDecoder FAST =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.FAST);

  private static final Sizing CROPPED =
      Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, true).withCrop(new CenterCrop(0.875));

  @AfterAll
  static void close() {
    DECODER.close();
    FAST.close();
  }

  private static Stream<Arguments> files() {
    byte[] png = Images.png(31, 17, 9);
    return Stream.of(
        Arguments.of("JPEG", Images.jpeg(61, 40, 1)),
        Arguments.of("gray JPEG", Images.grayJpeg(40, 61, 2)),
        Arguments.of("turned JPEG", Images.orientedJpeg(61, 40, 6, 3)),
        Arguments.of("mirrored JPEG", Images.orientedJpeg(61, 40, 7, 3)),
        Arguments.of("PNG", png),
        Arguments.of("turned PNG", Exif.inPng(png, Exif.block(8))),
        Arguments.of("PNG with alpha", Images.alphaPng(31, 17, 9)),
        Arguments.of("PNG with a palette", Images.palettePng(31, 17, 9)),
        Arguments.of("PNG of 16 bits", Images.png16(31, 17, 9)),
        Arguments.of("PNG of one pixel", Images.png(1, 1, 4)),
        Arguments.of("high PNG", Images.png(1, 4000, 4)),
        Arguments.of("wide PNG", Images.png(30_000, 2, 4)),
        Arguments.of("GIF", Images.gif(31, 17, 9)),
        Arguments.of("BMP", Images.bmp(31, 17, 9)),
        Arguments.of("WEBP", Webps.LOSSLESS),
        Arguments.of(
            "TIFF", Tiffs.encode("LZW", Images.draw(31, 17, 9, BufferedImage.TYPE_INT_RGB))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void shouldGiveWhatTensorFlowMakesOfTheDecodedImage(String kind, byte[] file)
      throws ImageException {
    ImageHeader size = DECODER.size(file);
    ArrayRows image =
        ArrayRows.of(
            size.width(), size.height(), DECODER.decode(file, size.height(), size.width()));
    for (ResizeMethod method : ResizeMethod.values()) {
      Sizing whole = Sizing.of(method, method.takesAntialias());
      assertArrayEquals(
          TensorFlowResize.run(whole, image, 16, 12),
          DECODER.decode(file, whole, 16, 12),
          1e-3f,
          method.text());
      Sizing cropped = whole.withCrop(new CenterCrop(0.8));
      Window window = cropped.window(size.height(), size.width(), 12, 12);
      // Of the high one, TensorFlow would resize to 60,000 rows.
      if (window.fullHeight() < 1000) {
        assertArrayEquals(
            cut(
                TensorFlowResize.run(
                    whole, image, (int) window.fullHeight(), (int) window.fullWidth()),
                window),
            DECODER.decode(file, cropped, 12, 12),
            1e-3f,
            method.text());
      } else {
        assertEquals(12 * 12 * 3, DECODER.decode(file, cropped, 12, 12).length);
      }
    }
  }

  private static float[] cut(float[] whole, Window window) {
    float[] part = new float[window.height() * window.width() * 3];
    int row = window.width() * 3;
    for (int y = 0; y < window.height(); y++) {
      int from = (int) (((window.top() + y) * window.fullWidth() + window.left()) * 3);
      System.arraycopy(whole, from, part, y * row, row);
    }
    return part;
  }

  /**
   * Values of the middle row of what timm 1.0.31's evaluation transform (torchvision 0.29.2, Pillow
   * 13) makes of the image that {@link #formula} makes. Pillow rounds to whole numbers behind each
   * axis, and cuts them off at 0 and 255: 0.27 on average, on photographs as here.
   */
  @ParameterizedTest
  @CsvSource({
    "97, 71, 24, 0.875, BILINEAR_HALF_PIXEL, 1.0, '124 140 134 144 124 134 118 106 117 133 125 109"
        + " 105 165 129 127 129 107 136 121 77 134 118 88'",
    "97, 71, 24, 0.95, BICUBIC, 1.0, '137 134 132 131 134 113 127 183 126 127 143 126 136 106 119"
        + " 103 120 124 125 146 126 122 142 89'",
    "40, 61, 32, 1, BICUBIC, 11, '201 170 208 59 15 150 115 113 88 123 202 44 59 125 119 208 155"
        + " 101 116 173 89 37 132 84'",
    "19, 13, 16, 0.9, BILINEAR_HALF_PIXEL, 1.0, '162 238 90 203 100 178 81 130 104 39 202 109 90"
        + " 218 149 145 99 54 204 182 161 112 114 117'"
  })
  void shouldGiveWhatTimmGivesUpToPillowsRounding(
      int width, int height, int side, double part, ResizeMethod method, float most, String row)
      throws ImageException {
    Sizing sizing = Sizing.of(method, true).withCrop(new CenterCrop(part));
    float[] actual =
        Resampler.resize(
            formula(width, height),
            new Reduction(width, height, 1),
            Orientation.UPRIGHT,
            sizing,
            sizing.window(height, width, side, side));
    List<String> expected = Splitter.on(' ').splitToList(row);
    double sum = 0;
    for (int i = 0; i < expected.size(); i++) {
      float value = Math.max(0, Math.min(255, actual[side / 2 * side * 3 + i]));
      assertEquals(Float.parseFloat(expected.get(i)), value, most);
      sum += Math.abs(Float.parseFloat(expected.get(i)) - value);
    }
    assertTrue(sum / expected.size() < 0.4, "mean difference " + sum / expected.size());
  }

  private static ArrayRows formula(int width, int height) {
    float[] values = new float[width * height * 3];
    for (int i = 0; i < values.length; i++) {
      int c = i % 3;
      int x = i / 3 % width;
      int y = i / 3 / width;
      values[i] = (x * x * 3 + y * 7 + x * y * (c + 1) * 5) % 256;
    }
    return ArrayRows.of(width, height, values);
  }

  @Test
  void shouldDecodeFastWhereTheReducedImageCoversAllOfTheScaledOne() throws ImageException {
    // A crop of 24 is cut out of a scaled side of 27: twice that are 54.
    byte[] small = Images.jpeg(70, 53, 5);
    assertArrayEquals(DECODER.decode(small, CROPPED, 24, 24), FAST.decode(small, CROPPED, 24, 24));
    byte[] large = Images.jpeg(70, 54, 5);
    float[] exact = DECODER.decode(large, CROPPED, 24, 24);
    float[] fast = FAST.decode(large, CROPPED, 24, 24);
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      sum += Math.abs(exact[i] - fast[i]);
    }
    double mean = sum / exact.length;
    assertTrue(mean > 0 && mean < 6, "mean difference " + mean);
  }
}
