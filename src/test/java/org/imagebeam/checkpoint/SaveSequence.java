package org.imagebeam.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.testing.SettableClock;

/** A hundred random saves, to be done by two programs; and what the directory was after each. */
final class SaveSequence {
  /** At the time, in milliseconds since 1970. */
  private record Save(long time, OptionalLong step, boolean meta, boolean restart) {}

  private static final int SAVES = 100;
  private static final long START = 1_600_000_000_000L;

  private final int maxToKeep;
  private final double hours;
  private final boolean relative;
  private final List<Save> saves = new ArrayList<>();

  SaveSequence(int maxToKeep, double hours, boolean relative, long seed) {
    this.maxToKeep = maxToKeep;
    this.hours = hours;
    this.relative = relative;
    Random random = new Random(seed);
    long time = START;
    for (int i = 0; i < SAVES; i++) {
      time += random.nextInt(10) == 0 ? random.nextInt(20_000_000) : random.nextInt(900_000);
      OptionalLong step =
          random.nextInt(12) == 0 ? OptionalLong.empty() : OptionalLong.of(i - random.nextInt(4));
      saves.add(new Save(time, step, random.nextBoolean(), random.nextInt(25) == 0));
    }
  }

  /** Returns the text that the Python program reads. */
  String plan() {
    StringBuilder plan = new StringBuilder();
    plan.append(String.format(Locale.ROOT, "%d %s %s\n", maxToKeep, hours, relative));
    for (Save save : saves) {
      String step = save.step().isPresent() ? Long.toString(save.step().getAsLong()) : "none";
      plan.append(
          String.format(
              Locale.ROOT,
              "%.3f %s %s %s\n",
              save.time() / 1e3,
              step,
              save.meta(),
              save.restart()));
    }
    return plan.toString();
  }

  /** The files and the state after each save, as the Python program writes them. */
  record Outcome(String files, String states) {}

  Outcome run(Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    List<String> states = new ArrayList<>();
    SettableClock clock = new SettableClock();
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v", 1)) {
      graph.initialize();
      Saver saver = null;
      for (Save save : saves) {
        clock.set(save.time());
        if (saver == null || save.restart()) {
          saver = saver(graph, clock);
          saver.recoverLastCheckpoints(CheckpointState.read(folder.toString()).allPaths());
        }
        saver.save(
            graph.session(),
            folder.resolve("model.ckpt").toString(),
            new SaveOptions(save.step(), CheckpointState.FILE_NAME, save.meta()));
        files.add(names(folder));
        states.add(
            Files.readString(folder.resolve("checkpoint")).replace(folder.toString(), "DIR"));
      }
    }
    return new Outcome(String.join("\n", files), String.join("\n", states));
  }

  private Saver saver(TestGraph graph, Clock clock) {
    return Saver.builder(graph.graph())
        .maxToKeep(maxToKeep)
        .keepCheckpointEveryNHours(hours)
        .saveRelativePaths(relative)
        .clock(clock)
        .build();
  }

  private static String names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .sorted()
          .collect(Collectors.joining(" "));
    }
  }
}
