package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.testing.GcsEmulator;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, model and ledger, all in Google Cloud Storage. */
class ClassifyPipelineInCloudStorageTest {
  @TempDir Path temp;

  @Test
  void shouldReadAndWriteObjects() throws Exception {
    try (GcsEmulator storage = GcsEmulator.start()) {
      storage.createBucket("bucket");
      for (int i = 0; i < 10; i++) {
        storage.put("bucket", "photos/a/" + i + ".png", Images.png(20, 20, i));
      }
      storage.put("bucket", "odd, [1]/a,b.png", Images.png(20, 20, 11));
      storage.put("bucket", "photos/note.txt", "hello".getBytes(StandardCharsets.UTF_8));
      Path model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("m")), 16, 9, 5);
      storage.putFolder("bucket", "model", model);
      ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
      options.setInput(
          "gs://bucket/photos/**/*.png,gs://bucket/photos/note.txt, gs://bucket/odd, [1]/a,b.png");
      options.setOutput("gs://bucket/ledger/");
      options.setModel("gs://bucket/model");
      ClassifySummary first = ClassifyPipeline.create(options).run();
      assertEquals(11, first.classified());
      assertEquals(1, first.failedTotal());
      String rows = text(storage, first.results());
      assertTrue(rows.contains("\r\ngs://bucket/photos/a/0.png,"), rows);
      assertTrue(text(storage, first.failures()).contains("gs://bucket/photos/note.txt,5,"));

      storage.put("bucket", "photos/a/3.png", Images.png(20, 20, 99));
      ClassifySummary second = ClassifyPipeline.create(options).run();
      assertEquals(1, second.classified(), "only the object of a new generation");
      assertEquals(11, second.skipped());

      storage.put("bucket", "ledger/results-0.csv", "a;b".getBytes(StandardCharsets.UTF_8));
      options.setTopK(2);
      ClassifySummary third = ClassifyPipeline.create(options).run();
      assertEquals(11, third.classified(), "all, with other settings");
      assertEquals(12, ClassifyPipeline.create(options).run().skipped());
      storage.put("bucket", "ledger/.imagebeam.work/parts/results-1.csv", new byte[] {1});
      storage.put(
          "bucket",
          "ledger/.imagebeam.work/run.json",
          "{\"run\": \"r\", \"settings\": \"photos\"}".getBytes(StandardCharsets.UTF_8));
      SettingsException e =
          assertThrows(SettingsException.class, () -> ClassifyPipeline.create(options).run());
      assertTrue(e.getMessage().contains("of a former release of imagebeam"), e.getMessage());
      assertTrue(storage.names("bucket").contains("ledger/.imagebeam.work/parts/results-1.csv"));
      storage.delete("bucket", "ledger/.imagebeam.work/parts/results-1.csv");
      assertEquals(12, ClassifyPipeline.create(options).run().skipped());
      assertEquals(
          List.of(),
          storage.names("bucket").stream().filter(name -> name.contains(".work")).toList());
    }
  }

  @Test
  void shouldWriteEmbeddingsAndSkipWhatHasThem() throws Exception {
    try (GcsEmulator storage = GcsEmulator.start()) {
      storage.createBucket("bucket");
      for (int i = 0; i < 3; i++) {
        storage.put("bucket", "photos/" + i + ".png", Images.png(20 + i, 18, i));
      }
      Path model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("m")), 16, 9, 5);
      ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
      options.setInput("gs://bucket/photos/");
      options.setModel(model.toString());
      options.setOutputs("both");
      options.setEmbeddingFormat("npy");
      options.setFormat("jsonl");
      options.setOutput("gs://bucket/night/");
      ClassifySummary first = ClassifyPipeline.create(options).run();
      assertEquals(3, first.classified());
      String shard =
          first
              .results()
              .replace("gs://bucket/", "")
              .replace("results-", "embeddings-")
              .replace(".jsonl", "-00000.npy");
      assertEquals(128 + 3 * 16 * Float.BYTES, storage.get("bucket", shard).length);
      String name = shard.substring(shard.indexOf('/') + 1);
      assertTrue(text(storage, first.results()).contains("\"embedding_file\":\"" + name + "\""));
      assertEquals(3, ClassifyPipeline.create(options).run().skipped());
      options.setFormat("");
      options.setOutput("gs://bucket/x.csv");
      ClassifyPipeline.create(options).run();
      List<String> before = shards(storage);
      ClassifyPipeline.create(options).run();
      assertEquals(1, before.size());
      assertEquals(1, shards(storage).size(), "that of the run before is removed");
      assertNotEquals(before, shards(storage));
    }
  }

  private static List<String> shards(GcsEmulator storage) throws IOException {
    return storage.names("bucket").stream().filter(name -> name.startsWith("x.emb")).toList();
  }

  private static String text(GcsEmulator storage, String path) throws IOException {
    String name = path.substring("gs://bucket/".length());
    return new String(storage.get("bucket", name), StandardCharsets.UTF_8);
  }
}
