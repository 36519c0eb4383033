package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the messages that refuse models of other formats. */
class FrozenByPythonTest {
  private static final int VALUES = 16 * 16 * 3;

  @TempDir private Path folder;

  @Test
  void shouldServeWhatTheMessagesCommandsMake() throws Exception {
    PythonTensorFlow.run("foreign_models.py", folder);
    for (String name : List.of("net.h5", "module", "simple")) {
      Path made = Files.createDirectory(folder.resolve("of-" + name));
      PythonTensorFlow.runCommand(command(folder.resolve(name)), made);
      float[] image = new float[VALUES];
      Arrays.fill(image, 100);
      assertArrayEquals(expected(name), scores(made.resolve("DIR"), image), 1e-5f, name);
    }
  }

  /** What stands between "with" and what is left to do by hand. */
  private String command(Path model) {
    ModelRef given = new ModelRef(model.toString(), folder + "/cache");
    String message = assertThrows(ModelException.class, given::open).getMessage();
    int start = message.indexOf("python -c ");
    int end = message.indexOf("; then write the classes to DIR/labels.txt");
    assertTrue(start > 0 && end > start, message);
    return message.substring(start, end);
  }

  private float[] scores(Path made, float[] image) throws Exception {
    ModelFolder model = ModelFolder.open(made.toString());
    ImageModelSettings<float[]> settings =
        ImageModelSettings.of(model.spec().output(), new WholeVector());
    try (ImageModel<float[]> loaded =
        ImageModelLoader.load(settings, model, model.openGraph(), folder.resolve("cache"))) {
      return loaded.run(List.of(image)).get(0);
    }
  }

  private float[] expected(String name) throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve(name + ".txt"));
    float[] scores = new float[lines.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(lines.get(i));
    }
    assertEquals(5, scores.length);
    return scores;
  }
}
