package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.imagebeam.digits.TrainOptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class BeamOptionsTest {
  @Test
  void shouldGiveTheDirectRunnerAThreadForEachProcessor() {
    assertEquals(
        Runtime.getRuntime().availableProcessors(),
        read("--epochs=3").as(DirectOptions.class).getTargetParallelism());
  }

  @Test
  void shouldGiveTheDirectRunnerAsManyThreadsAsAreAskedFor() {
    assertEquals(7, read("--targetParallelism=7").as(DirectOptions.class).getTargetParallelism());
  }

  @Test
  void shouldLeaveOutTheRunnersChecksOfEachElement() {
    DirectOptions direct = read().as(DirectOptions.class);
    assertFalse(direct.isEnforceImmutability());
    assertFalse(direct.isEnforceEncodability());
  }

  private static TrainOptions read(String... arguments) {
    CommandSpec spec = CommandSpec.create();
    BeamOptions.addTo(spec, TrainOptions.class);
    List<String> all = new ArrayList<>(List.of("--data=d", "--checkpointDir=c"));
    all.addAll(List.of(arguments));
    String[] given = all.toArray(String[]::new);
    return BeamOptions.read(new CommandLine(spec).parseArgs(given), TrainOptions.class);
  }
}
