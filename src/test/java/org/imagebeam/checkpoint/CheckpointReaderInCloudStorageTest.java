package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.folder.CheckpointSummary;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.TensorProto;

class CheckpointReaderInCloudStorageTest {
  private static final Map<String, TensorProto> SAVED = Corpus.everything();

  private static GcsEmulator gcs;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException, InterruptedException {
    gcs = GcsEmulator.start();
    gcs.createBucket("runs");
    SavedTensors.save(folder.resolve("model-5").toString(), SAVED);
    gcs.putFolder("runs", "a", folder);
    gcs.put(
        "runs",
        "a/checkpoint",
        "model_checkpoint_path: \"model-5\"\n".getBytes(StandardCharsets.US_ASCII));
  }

  @AfterAll
  static void stop() {
    if (gcs != null) {
      gcs.close();
    }
  }

  @Test
  void shouldReadToTheBit() throws IOException {
    String prefix = CheckpointFolder.prefixOf("gs://runs/a");
    assertEquals("gs://runs/a/model-5", prefix);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (Map.Entry<String, TensorProto> tensor : SAVED.entrySet()) {
        assertEquals(tensor.getValue(), reader.read(tensor.getKey()).toProto(), tensor.getKey());
      }
      assertEquals(Optional.empty(), reader.verify());
    }
  }

  @Test
  void shouldListAndRewrite() throws IOException {
    List<CheckpointSummary> all = new CheckpointFolder("gs://runs/a/").list();
    assertEquals(1, all.size(), all.toString());
    assertTrue(all.get(0).newest());
    assertEquals(5, all.get(0).step().orElseThrow());
    assertEquals(Optional.empty(), all.get(0).fault());
    try (CheckpointReader reader = CheckpointReader.open("gs://runs/a/model-5")) {
      CheckpointRewrite.rename(reader, Map.of("bool", "flags"), "gs://runs/b/renamed");
    }
    assertEquals(
        List.of("b/renamed.data-00000-of-00001", "b/renamed.index"),
        gcs.names("runs").stream().filter(name -> name.startsWith("b/")).toList());
    try (CheckpointReader reader = CheckpointReader.open("gs://runs/b/renamed")) {
      assertEquals(SAVED.get("bool"), reader.read("flags").toProto());
      assertEquals(Optional.empty(), reader.verify());
    }
  }

  @Test
  void shouldSayWhatIsNotThere() {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> CheckpointReader.open("gs://runs/a/model-6"));
    assertEquals(Kind.NOT_FOUND, e.kind());
  }
}
