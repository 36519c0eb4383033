package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, model, cache, checkpoints and all that comes out, in Google Cloud Storage. */
class RetrainPipelineInCloudStorageTest {
  private static final String GRAPH = "classify_image_graph_def.pb";
  private static final String[] SETTINGS = {
    "--fineTune=all",
    "--fineTuneSteps=6",
    "--fineTuneBatchSize=8",
    "--fineTuneEvalInterval=3",
    "--fineTuneLearningRate=0.01"
  };

  @TempDir Path temp;

  @Test
  void shouldLeaveWhatALocalRunLeaves() throws Exception {
    Path images = RetrainFixture.images(temp.resolve("pictures"), 30);
    Path model = RetrainFixture.model(temp.resolve("model"));
    Files.writeString(images.resolve("red/notes.txt"), "no image");
    RetrainSummary local = RetrainFixture.run(RetrainFixture.args(temp, "out", SETTINGS));
    try (GcsEmulator storage = GcsEmulator.start()) {
      storage.createBucket("bucket");
      for (String label : RetrainFixture.LABELS) {
        storage.putFolder("bucket", "pictures/" + label, images.resolve(label));
      }
      storage.putFolder("bucket", "model", model);
      RetrainSummary first = run(storage);
      assertEquals(local.modelId(), first.modelId());
      assertEquals(local.test(), first.test());
      assertEquals(local.headTest(), first.headTest());
      assertEquals(90, first.computed());
      assertEquals(1, first.failed());
      compare(temp.resolve("out"), storage);
      assertEquals(local.modelId(), ModelFolder.open("gs://bucket/out").readGraph().id());

      // As if it had been killed before its last file.
      storage.delete("bucket", "out/retrain.json");
      storage.delete("bucket", "out/" + GRAPH);
      RetrainSummary second = run(storage);
      assertEquals(0, second.computed());
      assertEquals(local.modelId(), second.modelId());
      compare(temp.resolve("out"), storage);
    }
  }

  private static RetrainSummary run(GcsEmulator storage) throws IOException {
    assertTrue(storage.endpoint().startsWith("http://127.0.0.1:"));
    return RetrainFixture.run(RetrainFixture.args("gs://bucket", "out", SETTINGS));
  }

  /**
   * Asserts that there are the same files, with the same bytes in those that name neither paths nor
   * times.
   */
  private static void compare(Path local, GcsEmulator storage) throws IOException {
    assertEquals(
        files(local),
        storage.names("bucket").stream()
            .filter(name -> name.startsWith("out/"))
            .map(name -> name.substring("out/".length()))
            .filter(RetrainPipelineInCloudStorageTest::isNamedAlike)
            .toList());
    for (String name : List.of(GRAPH, "labels.txt", "confusion_matrix.csv")) {
      assertArrayEquals(
          Files.readAllBytes(local.resolve(name)), storage.get("bucket", "out/" + name), name);
    }
    String predictions = Files.readString(local.resolve("test_predictions.csv"));
    assertEquals(
        predictions.replace(local.getParent() + "/", "gs://bucket/"),
        new String(storage.get("bucket", "out/test_predictions.csv"), StandardCharsets.UTF_8));
    String prefix = "out/checkpoints/fine-tune-best/";
    for (String name : files(local.resolve("checkpoints/fine-tune-best"))) {
      if (name.contains(".data-")) {
        assertArrayEquals(
            Files.readAllBytes(local.resolve("checkpoints/fine-tune-best/" + name)),
            storage.get("bucket", prefix + name),
            name);
      }
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(RetrainPipelineInCloudStorageTest::isNamedAlike)
          .sorted()
          .toList();
    }
  }

  /** The shards of the cache are named by chance. */
  private static boolean isNamedAlike(String name) {
    return !name.startsWith("bottlenecks/");
  }
}
