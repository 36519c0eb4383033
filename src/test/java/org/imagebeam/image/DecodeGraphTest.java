package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.session.GraphSession;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

class DecodeGraphTest {
  private static GraphSession session;

  @BeforeAll
  static void open() {
    session = GraphSession.openForCallers(DecodeGraph.create());
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static int[] decode(byte[] file, String decoder, int height, int width) {
    try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(file));
        Tensor pixels = session.run(DecodeGraph.CONTENTS, contents, decoder)) {
      assertEquals(DataType.DT_UINT8, pixels.dataType());
      assertArrayEquals(new long[] {height, width, 3}, pixels.shape().asArray());
      byte[] bytes = new byte[Math.toIntExact(pixels.shape().size())];
      pixels.asRawTensor().data().read(bytes);
      int[] values = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        values[i] = Byte.toUnsignedInt(bytes[i]);
      }
      return values;
    }
  }

  private static int[] pixels(BufferedImage image) {
    int[] values = new int[image.getHeight() * image.getWidth() * 3];
    int i = 0;
    for (int rgb :
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
      values[i++] = rgb >> 16 & 0xff;
      values[i++] = rgb >> 8 & 0xff;
      values[i++] = rgb & 0xff;
    }
    return values;
  }

  @Test
  void shouldDecodeJpegAsTheGraphOf2015Does() {
    byte[] file = Images.jpeg(41, 23, 3);
    try (LoadedGraph original = new LoadedGraph(TinyGraphs.imageNet(16, 10, 1))) {
      float[] expected = original.run(file, "Cast").values();
      int[] actual = decode(file, DecodeGraph.JPEG, 23, 41);
      assertEquals(expected.length, actual.length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i]);
      }
    }
  }

  @Test
  void shouldResizeAsTheGraphOf2015Does() {
    byte[] file = Images.jpeg(41, 23, 3);
    try (LoadedGraph original = new LoadedGraph(TinyGraphs.imageNet(16, 10, 1));
        TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(file));
        TInt32 size = TInt32.vectorOf(16, 16);
        Tensor resized =
            session.run(
                Map.of(DecodeGraph.CONTENTS, contents, DecodeGraph.SIZE, size),
                DecodeGraph.RESIZED)) {
      assertArrayEquals(new long[] {1, 16, 16, 3}, resized.shape().asArray());
      float[] actual = new float[16 * 16 * 3];
      resized.asRawTensor().data().asFloats().read(actual);
      assertArrayEquals(original.run(file, "ResizeBilinear").values(), actual);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 41, 23", "2, 21, 12", "4, 11, 6", "8, 6, 3"})
  void shouldDivideTheSidesOfAJpegAndRoundUp(int ratio, int width, int height) {
    int[] values = decode(Images.jpeg(41, 23, 3), DecodeGraph.jpeg(ratio), height, width);
    assertEquals(3 * width * height, values.length);
  }

  @Test
  void shouldGiveTheMeansOfThePixelsThatBecomeOne() {
    byte[] file = Images.grayJpeg(64, 48, 3);
    int[] all = decode(file, DecodeGraph.jpeg(1), 48, 64);
    for (int ratio : new int[] {2, 4, 8}) {
      int width = 64 / ratio;
      int[] reduced = decode(file, DecodeGraph.jpeg(ratio), 48 / ratio, width);
      for (int i = 0; i < reduced.length; i += 3) {
        int x = i / 3 % width * ratio;
        int y = i / 3 / width * ratio;
        double sum = 0;
        for (int j = 0; j < ratio * ratio; j++) {
          sum += all[3 * (64 * (y + j / ratio) + x + j % ratio)];
        }
        assertEquals(sum / (ratio * ratio), reduced[i], 12, x + ", " + y + " at " + ratio);
      }
    }
  }

  @Test
  void shouldKnowNoOtherRatio() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DecodeGraph.jpeg(3));
    assertEquals("the ratio is 3, not one of [1, 2, 4, 8]", e.getMessage());
  }

  @Test
  void shouldGiveGrayImagesThreeChannels() {
    int[] values = decode(Images.grayJpeg(16, 8, 1), DecodeGraph.JPEG, 8, 16);
    for (int i = 0; i < values.length; i += 3) {
      assertEquals(List.of(values[i], values[i]), List.of(values[i + 1], values[i + 2]));
    }
  }

  @Test
  void shouldDecodePngToTheDrawnPixels() {
    int[] drawn = pixels(Images.draw(20, 10, 4, BufferedImage.TYPE_INT_RGB));
    assertArrayEquals(drawn, decode(Images.png(20, 10, 4), DecodeGraph.JPEG, 10, 20));
    assertArrayEquals(drawn, decode(Images.png(20, 10, 4), DecodeGraph.FIRST_FRAME, 10, 20));
  }

  @Test
  void shouldTakeTheFirstFrameOfAnAnimation() {
    int[] first = pixels(Images.draw(20, 10, 4, BufferedImage.TYPE_BYTE_INDEXED));
    int[] second = pixels(Images.draw(20, 10, ~4, BufferedImage.TYPE_BYTE_INDEXED));
    assertFalse(Arrays.equals(first, second));
    assertArrayEquals(
        first, decode(Images.animatedGif(20, 10, 4), DecodeGraph.FIRST_FRAME, 10, 20));
    assertArrayEquals(first, decode(Images.gif(20, 10, 4), DecodeGraph.FIRST_FRAME, 10, 20));
  }

  @Test
  void shouldRefuseDamagedFiles() {
    byte[] truncated = Images.truncated(Images.jpeg(64, 48, 1));
    byte[] text = "no image".getBytes(StandardCharsets.UTF_8);
    for (byte[] file : List.of(truncated, text, new byte[0], Images.bmp(8, 8, 1))) {
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> decode(file, DecodeGraph.JPEG, 48, 64));
      assertTrue(e.getMessage().contains(DecodeGraph.JPEG), e.getMessage());
    }
  }

  @Test
  void shouldSayWhatAGraphAsksForAndDoesNotGet() {
    assertEquals(Optional.empty(), DecodeGraph.unheeded(DecodeGraph.create()));
    NodeDef.Builder decode = NodeDefs.node("decode", "DecodeJpeg", "contents");
    GraphDef.Builder graph = GraphDef.newBuilder();
    assertEquals(Optional.empty(), DecodeGraph.unheeded(graph.addNode(decode).build()));
    decode.putAttr("dct_method", NodeDefs.string("INTEGER_ACCURATE"));
    assertEquals(
        Optional.of(
            "node 'decode' (DecodeJpeg) asks for dct_method=INTEGER_ACCURATE, and images are decoded"
                + " as by default: scores can differ in the second digit"),
        DecodeGraph.unheeded(graph.setNode(0, decode).build()));
    decode.putAttr("fancy_upscaling", NodeDefs.bool(false));
    assertTrue(
        DecodeGraph.unheeded(graph.setNode(0, decode).build())
            .orElseThrow()
            .contains("fancy_upscaling=false"));
  }
}
