package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.quantize.ModelQuantization;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose layers are int8, as they are loaded. */
class ImageModelInt8Test {
  private static final InferenceSettings INT8 =
      InferenceSettings.DEFAULT.withSession(new SessionOptions(1, Precision.INT8));

  @TempDir Path temp;

  private ImageModel<float[]> load(ModelFolder folder, InferenceSettings settings) {
    return ImageModelLoader.load(
        folder.openGraph(), folder.spec().output(), settings, new WholeVector(), temp);
  }

  @Test
  void shouldWantLargerBatchesThatAnswerAsSingleImages() throws Exception {
    Path images = Files.createDirectory(temp.resolve("images"));
    for (int i = 0; i < 16; i++) {
      Files.write(images.resolve(i + ".jpg"), Images.jpeg(80, 60, i));
    }
    ModelFolder embedded = ModelFolder.open(ModelFolder.EMBEDDED);
    String folder = temp.resolve("int8").toString();
    new ModelQuantization(images.toString(), 16).run(embedded, folder);
    try (ImageModel<float[]> model = load(ModelFolder.open(folder), INT8)) {
      assertEquals(8, model.usefulBatchSize());
      List<float[]> pixels = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        pixels.add(model.prepare(Images.jpeg(80, 60, i)));
      }
      List<float[]> together = model.run(pixels);
      for (int i = 0; i < 8; i++) {
        assertArrayEquals(model.run(List.of(pixels.get(i))).get(0), together.get(i), 1e-6f);
      }
    }
    try (ImageModel<float[]> model = load(embedded, InferenceSettings.DEFAULT)) {
      assertEquals(4, model.usefulBatchSize());
    }
  }

  @Test
  void shouldRefuseAModelInFloat32WhereInt8IsAskedFor() throws IOException {
    ModelException e =
        assertThrows(
            ModelException.class, () -> load(ModelFolder.open(ModelFolder.EMBEDDED), INT8));
    assertEquals(
        "embedded/"
            + ModelFolder.GRAPH
            + ": its layers are float32, and int8 is asked for: quantize the model",
        e.getMessage());
  }
}
