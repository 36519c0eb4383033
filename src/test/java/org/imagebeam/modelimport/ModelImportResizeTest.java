package org.imagebeam.modelimport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SavedModels that decode and resize by themselves, image by image. */
class ModelImportResizeTest {
  private static final String PIXELS = "map/TensorArrayV2Stack/TensorListStack";

  @TempDir private static Path folder;

  @BeforeAll
  static void saveModels() throws IOException, InterruptedException {
    Files.write(folder.resolve("a.jpg"), Images.jpeg(91, 70, 1));
    Files.write(folder.resolve("b.png"), Images.png(20, 45, 2));
    Files.write(folder.resolve("c.jpg"), Images.jpeg(200, 31, 3));
    PythonTensorFlow.run("own_resize.py", folder);
  }

  private static ImportReport importKind(String kind, Path output) throws IOException {
    ImportOptions options = ImportOptions.builder().input(PIXELS).build();
    return new ModelImport(folder.resolve(kind).toString(), options).writeTo(output.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "bilinear, BILINEAR_HALF_PIXEL, false",
    "bilinear-antialias, BILINEAR_HALF_PIXEL, true",
    "bicubic, BICUBIC, false",
    "bicubic-antialias, BICUBIC, true",
    "area, AREA, false",
    "tensorflow1, BILINEAR, false",
    "scaled, BILINEAR_HALF_PIXEL, false"
  })
  void shouldResizeAsTheModelDoes(
      String kind, ResizeMethod method, boolean antialias, @TempDir Path output)
      throws IOException, StageException {
    ImportReport report = importKind(kind, output.resolve("model"));
    ModelFolder imported = ModelFolder.open(output.resolve("model").toString());
    assertEquals(Sizing.of(method, antialias), imported.spec().sizing());
    assertEquals(Optional.of(List.of(24, 32)), imported.spec().size());
    String line = report.lines().get("resize");
    assertTrue(
        line.startsWith(Sizing.of(method, antialias).text() + ", as node 'map/while/"), line);
    assertEquals(
        kind.equals("scaled"), line.contains("changes pixels' values in front of the input"), line);
    try (ImageModel<float[]> model =
        ImageModelLoader.load(
            imported.openGraph(),
            imported.spec().output(),
            InferenceSettings.DEFAULT,
            new Whole(),
            output.resolve("cache"))) {
      for (String answer : Files.readAllLines(folder.resolve("answers.txt"))) {
        List<String> cells = Splitter.on('\t').splitToList(answer);
        if (cells.get(0).equals(kind)) {
          float[] pixels =
              model.prepare(Storage.stat(folder.resolve(cells.get(1)).toString()).orElseThrow());
          float[] scores = model.run(List.of(pixels)).get(0);
          assertArrayEquals(floats(cells.get(2)), scores, 2e-6f, answer);
        }
      }
    }
  }

  private static float[] floats(String hex) {
    ByteBuffer bytes = ByteBuffer.wrap(BaseEncoding.base16().lowerCase().decode(hex));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nearest|(ResizeNearestNeighbor) does it in a way that isn't served",
        "lanczos|(ScaleAndTranslate) does it in a way that isn't served",
        "cropped-first|(Slice) changes an image before it is resized",
        "cropped-then|(ResizeBilinear) resizes to another size, [32, 40]"
      })
  void shouldSayWhyItCannotBeTold(String kind, String why, @TempDir Path output)
      throws IOException {
    String line = importKind(kind, output.resolve("model")).lines().get("resize");
    assertTrue(
        line.startsWith("bilinear, because the graph doesn't show how it resizes: node"), line);
    assertTrue(
        line.endsWith(why + "; scores differ from the graph's own unless the right one is stated"),
        line);
    ModelFolder imported = ModelFolder.open(output.resolve("model").toString());
    assertEquals(Sizing.DEFAULT, imported.spec().sizing());
  }

  @Test
  void shouldTakeWhatIsStatedInstead(@TempDir Path output) throws IOException {
    ImportOptions options =
        ImportOptions.builder()
            .input(PIXELS)
            .sizing(SizingOptions.of("bicubic", true, "center 0.9"))
            .build();
    ImportReport report =
        new ModelImport(folder.resolve("area").toString(), options)
            .writeTo(output.resolve("model").toString());
    assertEquals("bicubic with antialias, crop center 0.9", report.lines().get("resize"));
    ModelFolder imported = ModelFolder.open(output.resolve("model").toString());
    assertEquals(report.spec().sizing(), imported.spec().sizing());
  }

  private static final class Whole implements VectorFunction<float[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public float[] apply(float[] vector) {
      return vector;
    }

    @Override
    public String id() {
      return "whole";
    }
  }
}
