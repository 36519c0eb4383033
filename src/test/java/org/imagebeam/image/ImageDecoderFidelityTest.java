package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.GraphDef;

/** Pixels against those that the graph of 2015 makes by itself of the same files. */
class ImageDecoderFidelityTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @Test
  void shouldEqualTheGraphsOwnFrontEndForAllThatItDecodes() throws IOException, ImageException {
    Path model = Shared.require("mobilenet-v2/classify_image_graph_def.pb");
    List<String> compared = new ArrayList<>();
    try (LoadedGraph graph = new LoadedGraph(GraphDef.parseFrom(Files.readAllBytes(model)));
        Stream<Path> files = Files.list(Shared.require("images"))) {
      for (Path path : files.sorted().toList()) {
        byte[] file = Files.readAllBytes(path);
        float[] expected;
        try {
          expected = graph.run(file, "ResizeBilinear").values();
        } catch (RuntimeException e) {
          continue;
        }
        assertArrayEquals(expected, DECODER.decode(file, 224, 224), 1e-3f, path.toString());
        compared.add(path.getFileName().toString());
      }
    }
    assertEquals(28, compared.size(), "compared: " + compared);
  }

  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of("baseline JPEG", Images.jpeg(40, 30, 5)),
        Arguments.of("progressive JPEG", Images.progressiveJpeg(40, 30, 5)),
        Arguments.of("gray JPEG", Images.grayJpeg(40, 30, 5)),
        Arguments.of("turned JPEG", Images.orientedJpeg(40, 30, 6, 5)),
        Arguments.of("PNG", Images.png(40, 30, 5)),
        Arguments.of("PNG with alpha", Images.alphaPng(40, 30, 5)),
        Arguments.of("PNG of 16 bits", Images.png16(40, 30, 5)),
        Arguments.of("PNG with a palette", Images.palettePng(40, 30, 5)),
        Arguments.of("GIF", Images.gif(40, 30, 5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void shouldEqualATinyGraphsFrontEnd(String name, byte[] file) throws ImageException {
    try (LoadedGraph graph = new LoadedGraph(TinyGraphs.imageNet(17, 3, 1))) {
      float[] expected = graph.run(file, "ResizeBilinear").values();
      assertArrayEquals(expected, DECODER.decode(file, 17, 17), 1e-4f, name);
    }
  }

  @ParameterizedTest
  @CsvSource({"hopper.bmp, 0.001", "hopper.tif, 0.001", "hopper.webp, 8", "hopper.jpg, 6"})
  void shouldGiveThePngsPixelsInEveryFormat(String name, double meanDifference)
      throws IOException, ImageException {
    float[] png = DECODER.decode(Files.readAllBytes(Shared.require("images/hopper.png")), 128, 128);
    float[] other = DECODER.decode(Files.readAllBytes(Shared.require("images/" + name)), 128, 128);
    double sum = 0;
    for (int i = 0; i < png.length; i++) {
      sum += Math.abs(png[i] - other[i]);
    }
    double mean = sum / png.length;
    assertTrue(mean <= meanDifference, name + " is off by " + mean);
  }
}
