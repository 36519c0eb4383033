package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.testing.GcsEmulator;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, model and cache, all in Google Cloud Storage. */
class BottleneckPipelineInCloudStorageTest {
  private static final int A_CLASS = 21;
  private static final int IMAGES = 2 * A_CLASS;

  @TempDir Path temp;

  @Test
  void shouldReadAndWriteObjects() throws Exception {
    try (GcsEmulator storage = GcsEmulator.start()) {
      storage.createBucket("bucket");
      for (int i = 0; i < A_CLASS; i++) {
        storage.put("bucket", "photos/a/" + i + ".png", Images.png(20, 20, i));
        storage.put("bucket", "photos/b/deep/" + i + "b.png", Images.png(20, 20, 100 + i));
      }
      byte[] note = "no image".getBytes(StandardCharsets.UTF_8);
      storage.put("bucket", "photos/a/note.txt", note);
      storage.put("bucket", "photos/a/.hidden/x.png", note);
      storage.put("bucket", "photos/.git/x.png", note);
      storage.put("bucket", "photos/stray.png", note);
      storage.put("bucket", "photos/a", note);
      Path model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("m")), 16, 9, 5);
      storage.putFolder("bucket", "model", model);
      BottleneckSettings settings = BottleneckFixture.plain("gs://bucket/model");
      BottleneckSet first = run(settings);
      assertEquals(List.of("a", "b"), first.labels());
      assertEquals(IMAGES, first.computed());
      assertEquals("gs://bucket/photos/a/note.txt", first.failures().get(0).image());
      assertEquals(1, first.failures().size());
      first.folder().requireEnough(first.failedPaths());

      BottleneckSet second = run(settings);
      assertEquals(0, second.computed());
      BottleneckFixture.assertSame(first, second);
      storage.put("bucket", "photos/a/3.png", Images.png(20, 20, 3));
      assertEquals(1, run(settings).computed(), "only the object of a new generation");
      assertTrue(
          storage.names("bucket").stream()
              .filter(name -> name.startsWith("cache/"))
              .allMatch(name -> name.startsWith("cache/bottlenecks-")));
    }
  }

  private static BottleneckSet run(BottleneckSettings settings) throws IOException {
    return BottleneckFixture.run("gs://bucket/photos", settings, "gs://bucket/cache");
  }
}
