package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SCALE;
import static org.imagebeam.imagemodel.GivenModels.SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.GraphSession;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class ImageModelLoaderSizingTest {
  private static final String AREA = "\"resize\": \"area\"";
  private static final String CROP = "\"crop\": \"center 0.9\"";

  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws Exception {
    models = new GivenModels(temp);
  }

  @Test
  void shouldResizeAndCropAsModelJsonSays() throws Exception {
    GraphDef graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().graph();
    ModelFolder folder =
        models.folder(
            graph,
            SCALE + ", \"resize\": \"bicubic\", \"antialias\": true, \"crop\": \"center 0.75\"");
    Sizing sizing = Sizing.of(ResizeMethod.BICUBIC, true).withCrop(new CenterCrop(0.75));
    List<float[]> answers = models.answers(folder, 3);
    try (ImageDecoder decoder =
            new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);
        GraphSession session = GraphSession.openForCallers(graph)) {
      for (int i = 0; i < answers.size(); i++) {
        float[] pixels = decoder.decode(models.images().get(i), sizing, 12, 12);
        new Normalization(127.5f, 0.01f).apply(pixels);
        try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, 12, 12, 3))) {
          fed.asRawTensor().data().asFloats().write(pixels);
          try (Tensor output = session.run("input", fed, "out")) {
            assertArrayEquals(GivenModels.values(output), answers.get(i), GivenModels.TOLERANCE);
          }
        }
      }
    }
  }

  /**
   * What a network gets of chelsea.png at row 112, column 112, and on average; right is what timm
   * 1.0.31's {@code create_transform((3, 224, 224), interpolation='bicubic', crop_pct=0.95)}, and
   * torchvision 0.29.2's {@code MobileNet_V2_Weights.IMAGENET1K_V1.transforms()} make of it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"bicubic\"|center 0.95|1.15292|0.60784|0.40906|-0.06640",
        "\"bilinear-half-pixel\"|center 0.875|1.13580|0.57283|0.32192|-0.10484"
      })
  void shouldGiveWhatTimmAndTorchvisionGive(
      String resize, String crop, float red, float green, float blue, float mean) throws Exception {
    GraphDef graph = GivenGraphs.placeholder(FLOAT, -1, 224, 224, 3).network().graph();
    ModelFolder folder =
        models.folder(
            graph,
            "\"resize\": "
                + resize
                + ", \"antialias\": true, \"crop\": \""
                + crop
                + "\", \"range\": \"torch\"");
    try (ImageFileReader reader =
        ImageFileReader.of(
            ImageModelLoader.batch(folder, graph, "out"),
            folder.spec(),
            InferenceSettings.DEFAULT)) {
      float[] pixels = reader.read(Storage.stat("testdata/images/chelsea.png").orElseThrow());
      int at = (112 * 224 + 112) * 3;
      // A step of 255 is 0.0175 here.
      assertEquals(red, pixels[at], 0.0175);
      assertEquals(green, pixels[at + 1], 0.0175);
      assertEquals(blue, pixels[at + 2], 0.0175);
      double sum = 0;
      for (float value : pixels) {
        sum += value;
      }
      assertEquals(mean, sum / pixels.length, 0.001);
    }
  }

  /** What the graph does with a file's bytes is what is done in its stead behind its resize. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ResizeBilinear||\"resize\": \"bilinear\"",
        "ResizeBilinear|half_pixel_centers|\"resize\": \"bilinear-half-pixel\"",
        "ResizeBicubic|half_pixel_centers|\"resize\": \"bicubic\"",
        "ResizeArea||\"resize\": \"area\""
      })
  void shouldDoWhatTheGraphDoesInFrontOfItsInput(String op, String setting, String member)
      throws Exception {
    GivenGraphs given = GivenGraphs.decoding().cast(BYTE, FLOAT).expanded();
    given = setting == null ? given.resized(op, FLOAT) : given.resized(op, FLOAT, setting);
    GraphDef graph = given.scaled("Sub", 127.5f).scaled("Mul", 0.01f).network().graph();
    String resize =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals(op))
            .findFirst()
            .orElseThrow()
            .getName();
    ModelFolder folder = models.folder(graph, resize, "out", SIZE + ", " + member);
    List<float[]> answers = models.answers(folder, 3);
    try (GraphSession session = GraphSession.openForCallers(graph)) {
      for (int i = 0; i < answers.size(); i++) {
        try (TString bytes =
                TString.tensorOfBytes(NdArrays.scalarOfObject(models.images().get(i)));
            Tensor output = session.run(Map.of("input", bytes), "out")) {
          assertArrayEquals(GivenModels.values(output), answers.get(i), GivenModels.TOLERANCE);
        }
      }
    }
  }

  @Test
  void shouldTakeWhatTheGraphDoesAnyhow() throws Exception {
    models.assertAnswersToBytes(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT)
            .scaled("Mul", 0.01f)
            .network(),
        "\"resize\": \"bilinear\", \"crop\": \"none\"");
    models.assertAnswersToBytes(
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeArea", FLOAT)
            .scaled("Mul", 0.01f)
            .network(),
        "\"antialias\": false, \"crop\": \"none\"");
  }

  @Test
  void shouldRefuseWhatWouldHaveNoEffect() throws Exception {
    String plain =
        " stated, and the graph brings images to their size by itself (node 'resize6',"
            + " ResizeBilinear): leave ";
    String input = ", or name 'resize6' as the input, where images have their size";
    GivenGraphs own = GivenGraphs.decoding().cast(BYTE, FLOAT).expanded();
    GraphDef graph = own.resized("ResizeBilinear", FLOAT).scaled("Mul", 0.01f).network().graph();
    String node = resize(graph);
    assertRefused(graph, AREA, "\"resize\" is" + plain + "it out" + input, node);
    assertRefused(graph, CROP, "\"crop\" is" + plain + "it out" + input, node);
    assertRefused(
        graph,
        AREA + ", " + CROP,
        "\"resize\" and \"crop\" are" + plain + "them out" + input,
        node);
    GraphDef other =
        GivenGraphs.decoding()
            .cast(BYTE, FLOAT)
            .expanded()
            .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
            .scaled("Mul", 0.01f)
            .network()
            .graph();
    assertRefused(other, AREA, "\"resize\" is" + plain + "it out" + input, resize(other));
    assertRefused(other, CROP, "\"crop\" is" + plain + "it out" + input, resize(other));
    GraphDef pixels =
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3)
            .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
            .network()
            .graph();
    assertRefused(
        pixels,
        "\"resize\": \"bilinear-half-pixel\"",
        "\"resize\" is" + plain + "it out" + input,
        resize(pixels));
  }

  private static String resize(GraphDef graph) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOp().startsWith("Resize"))
        .findFirst()
        .orElseThrow()
        .getName();
  }

  private void assertRefused(GraphDef graph, String members, String message, String resize)
      throws Exception {
    ModelFolder folder = models.folder(graph, members);
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> ImageModelLoader.batch(folder, folder.readGraph().graph(), "out"));
    assertEquals(
        folder.path(ModelFolder.GRAPH) + ": " + message.replace("resize6", resize), e.getMessage());
  }
}
