package org.imagebeam.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.ClassifyOptions;
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

  /** Options of a runner with a name that is ours on the command line, and of another type. */
  public interface JobOptions extends PipelineOptions {
    Map<String, String> getLabels();

    void setLabels(Map<String, String> value);
  }

  /** What Beam makes of the two where both are on the class path. */
  public interface Both extends ClassifyOptions, JobOptions {}

  @Test
  void shouldKeepOutOfTheWayOfARunnersOptions() {
    CommandSpec spec = CommandSpec.create();
    BeamOptions.addTo(spec, ClassifyOptions.class);
    List<String> given =
        BeamOptions.toArguments(
            new CommandLine(spec).parseArgs("--input=i", "--output=o.csv", "--labels=l.txt"),
            ClassifyOptions.class);
    Both options = PipelineOptionsFactory.fromArgs(given.toArray(String[]::new)).as(Both.class);
    assertEquals("l.txt", options.getModelLabels());
    assertNull(options.getLabels());
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
