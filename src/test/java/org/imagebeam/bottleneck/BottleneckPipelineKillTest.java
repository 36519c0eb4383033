package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.imagebeam.testing.ChildJvm;
import org.imagebeam.testing.FolderWatch;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle costs nothing but the bundles that were in flight. */
class BottleneckPipelineKillTest {
  private static final int A_CLASS = 150;
  private static final int IMAGES = 2 * A_CLASS;

  @TempDir Path temp;

  @Test
  @Timeout(300)
  void shouldGoOnFromWhatWasCommitted() throws Exception {
    Path photos = temp.resolve("photos");
    for (String label : new String[] {"a", "b"}) {
      Files.createDirectories(photos.resolve(label));
      for (int i = 0; i < A_CLASS; i++) {
        byte[] image = Images.jpeg(640, 480, i + (label.equals("a") ? 0 : A_CLASS));
        Files.write(photos.resolve(label).resolve(label + i + ".jpg"), image);
      }
    }
    Path model = TinyGraphs.writeModelFolder(temp.resolve("model"), 64, 9, 3);
    Path cache = Files.createDirectory(temp.resolve("cache"));
    long committed = 0;
    for (int kill = 1; kill <= 2; kill++) {
      long enough = committed + 2;
      try (FolderWatch watch = FolderWatch.of(cache)) {
        watch.killWhen(
            ChildJvm.start(Run.class, photos.toString(), model.toString(), cache.toString()),
            () -> shards(cache) >= enough);
      }
      committed = shards(cache);
    }
    BottleneckSet set = BottleneckFixture.run(photos, model, cache);
    assertEquals(IMAGES, set.cached() + set.computed());
    assertTrue(set.cached() >= 8 * (committed - 1), committed + " shards gave " + set.cached());
    assertTrue(set.computed() > 0, "killed too late to show anything");
    BottleneckSet unbroken = BottleneckFixture.run(photos, model, temp.resolve("other"));
    assertEquals(BottleneckFixture.count(unbroken), BottleneckFixture.count(set));
  }

  private static long shards(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.getFileName().toString().startsWith("bott")).count();
    }
  }

  /** Makes the bottlenecks in a JVM of its own. */
  static final class Run {
    private Run() {}

    public static void main(String... args) throws IOException {
      BottleneckFixture.run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    }
  }
}
