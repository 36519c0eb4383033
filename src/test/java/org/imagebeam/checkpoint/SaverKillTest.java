package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.folder.StagedName;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that saves in a loop, the same steps again and again, is killed at any moment.
 *
 * <p>{@code -Dimagebeam.saverKills=200} kills that often; {@code mvn test} does so a few times.
 * {@code -Dimagebeam.saverKillsSeed} repeats the moments of a run that failed.
 */
class SaverKillTest {
  private static final int KILLS = Integer.getInteger("imagebeam.saverKills", 5);
  private static final long SEED = Long.getLong("imagebeam.saverKillsSeed", System.nanoTime());
  private static final int ELEMENTS = 200_000;

  @TempDir Path folder;

  /** Saves for ever: two vectors that are always equal, so that halves can be told. */
  static final class SavesForEver {
    public static void main(String[] arguments) throws IOException {
      try (TestGraph graph = graph()) {
        Saver saver = Saver.builder(graph.graph()).maxToKeep(3).build();
        graph.initialize();
        Optional<String> last = Checkpoints.latestCheckpoint(arguments[0]);
        saver.recoverLastCheckpoints(CheckpointState.read(arguments[0]).allPaths());
        if (last.isPresent()) {
          saver.restore(graph.session(), last.get());
        }
        System.out.println("ready");
        for (int i = 0; ; i++) {
          graph.session().runner().addTarget("next").run().close();
          // Five names for any number of saves, so that most overwrite one.
          saver.save(graph.session(), arguments[0] + "/model.ckpt", SaveOptions.at((i * 2) % 5));
          System.out.println(i);
        }
      }
    }
  }

  private static TestGraph graph() {
    float[] zeros = new float[ELEMENTS];
    return new TestGraph(Form.RESOURCE)
        .vector("a", zeros)
        .vector("b", zeros)
        .increment("next", "a", "b");
  }

  @Test
  void shouldAlwaysLeaveACheckpointToGoOnFrom() throws Exception {
    Random random = new Random(SEED);
    int readable = 0;
    int restorable = 0;
    int staged = 0;
    float before = 0;
    try (TestGraph graph = graph()) {
      Saver saver = Saver.builder(graph.graph()).build();
      for (int kill = 0; kill < KILLS; kill++) {
        killWhileSaving(random);
        Optional<String> latest = Checkpoints.latestCheckpoint(folder.toString());
        readable++;
        String moment = "after kill " + kill + " of -Dimagebeam.saverKillsSeed=" + SEED;
        assertTrue(latest.isPresent(), moment);
        staged += StagedName.isStaged(latest.get()) ? 1 : 0;
        try (CheckpointReader reader = CheckpointReader.open(latest.get())) {
          assertEquals(Optional.empty(), reader.verify(), moment);
        }
        saver.restore(graph.session(), latest.get());
        float[] a = graph.variable("a");
        assertEquals(a[0], graph.variable("b")[ELEMENTS - 1], moment);
        assertTrue(a[0] >= before, a[0] + " after " + before + ", " + moment);
        before = a[0];
        restorable++;
      }
      saver.save(graph.session(), folder + "/model.ckpt", SaveOptions.at(0));
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(
            List.of(),
            files.filter(file -> file.getFileName().toString().startsWith(".")).toList());
      }
    }
    System.out.printf(
        "kill -9 while saving: %d times; readable after %d, restorable after %d, of which %d by the"
            + " copy in the hidden folder; %.0f saves%n",
        KILLS, readable, restorable, staged, before);
  }

  private void killWhileSaving(Random random) throws IOException, InterruptedException {
    Process process = ChildJvm.start(SavesForEver.class, folder.toString());
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("ready", lines.readLine());
      int saves = 2 + random.nextInt(4);
      long start = 0;
      for (int i = 0; i < saves; i++) {
        start = System.nanoTime();
        lines.readLine();
      }
      // As long as the last one took, so that any moment of the next is met.
      long duration = System.nanoTime() - start;
      LockSupport.parkNanos((long) (random.nextDouble() * duration));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
