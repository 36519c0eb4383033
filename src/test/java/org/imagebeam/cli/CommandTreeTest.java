package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class CommandTreeTest {
  private static final String BEAMS_OWN = "--jobName";

  @TempDir Path temp;

  @Command(name = "program")
  private static final class Program {}

  @Test
  void shouldGiveACommandByItselfTheOptionsThatItHasAmongAll() {
    CommandLine all = new CommandLine(new Program());
    CommandTree.addAll(all);
    assertEquals(CommandTree.NAMES, List.copyOf(all.getSubcommands().keySet()));
    for (String name : CommandTree.NAMES) {
      CommandLine one = grown(name, "--no-such-option");
      assertEquals(
          optionsBelow(all.getSubcommands().get(name)),
          optionsBelow(one.getSubcommands().get(name)));
      assertEquals(name, one.getSubcommands().get(name).getCommandName());
    }
  }

  @Test
  void shouldMakeTheCommandThatIsNamedAndNoOther() {
    assertEquals(Set.of("train"), grown("train", "--epochs=3").getSubcommands().keySet());
    assertEquals(Set.of("train"), grown("train", "classify").getSubcommands().keySet());
    assertEquals(Set.of(), grown("--version").getSubcommands().keySet());
    assertEquals(Set.of(), grown("-V").getSubcommands().keySet());
  }

  @Test
  void shouldMakeAllWhereOthersMayBeSpokenOf() {
    for (String words : List.of("", "--help", "help model", "completion bash", "clasify", "-V x")) {
      String[] given = words.isEmpty() ? new String[0] : words.split(" ");
      assertEquals(
          CommandTree.NAMES,
          List.copyOf(grown(given).getSubcommands().keySet()),
          "'" + words + "'");
    }
  }

  @Test
  void shouldDescribeBeamsOptionsForTheCommandsThatAreNamed() {
    assertTrue(hasBeams(grown("classify"), "classify"));
    assertTrue(hasBeams(grown("--debug", "classify"), "classify"));
    assertTrue(hasBeams(grown("completion", "bash"), "retrain"));
    assertTrue(hasBeams(grown("help", "train"), "train"));
    assertFalse(hasBeams(grown("help", "train"), "classify"));
    assertFalse(hasBeams(grown("--help"), "classify"));
  }

  @Test
  void shouldTakeAPipelinesOptionsAfterAnOptionOfTheProgram() {
    StringWriter err = new StringWriter();
    PrintWriter to = new PrintWriter(err, true);
    String missing = temp.resolve("missing").toString();
    int code =
        new ImagebeamCommand(to, to)
            .run("--debug", "classify", "--input=" + missing, "--output=x.csv", "--jobName=x");
    assertTrue(
        err.toString().startsWith("imagebeam: nothing matches '" + missing + "'"), err::toString);
    assertEquals(3, code);
  }

  @Test
  void shouldLoadTensorFlowAheadForPipelinesAlone() {
    for (String words : List.of("classify", "retrain --images=x", "train --data=x --help=y")) {
      assertTrue(CommandTree.needsTensorFlow(List.of(words.split(" "))), words);
    }
    for (String words : List.of("model list", "classify --help", "train -h", "--debug", "help")) {
      assertFalse(CommandTree.needsTensorFlow(List.of(words.split(" "))), words);
    }
    assertFalse(CommandTree.needsTensorFlow(List.of()));
  }

  /** Each of these would cost more than the rest of the command. */
  @Test
  void shouldLoadNothingOfPipelinesOrTensorFlowForACommandWithoutThem() throws Exception {
    for (String words : List.of("--version", "version", "help", "help model", "model list")) {
      assertEquals(Set.of(), heavyClasses(words.split(" ")), words);
    }
    assertEquals(
        Set.of("org.apache.beam.sdk.options.PipelineOptionsFactory"),
        heavyClasses("classify", "--help"));
  }

  private Set<String> heavyClasses(String... words) throws IOException, InterruptedException {
    Path loaded = temp.resolve("loaded");
    ChildProgram.Result result =
        new ChildProgram(temp)
            .flags("-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + loaded + ":none")
            .run(Main.class, words);
    assertEquals(0, result.code(), result.toString());
    Set<String> heavy =
        Set.of(
            "org.apache.beam.sdk.options.PipelineOptionsFactory",
            "org.apache.beam.sdk.Pipeline",
            "org.apache.beam.sdk.io.FileSystems",
            "org.bytedeco.javacpp.Loader",
            "org.tensorflow.TensorFlow",
            "org.xerial.snappy.SnappyLoader");
    return Files.readAllLines(loaded).stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(heavy::contains)
        .collect(Collectors.toSet());
  }

  private static CommandLine grown(String... words) {
    CommandLine program = new CommandLine(new Program());
    CommandTree.addFor(program, List.of(words));
    return program;
  }

  private static boolean hasBeams(CommandLine program, String command) {
    return program.getSubcommands().get(command).getCommandSpec().findOption(BEAMS_OWN) != null;
  }

  /** The options of a command and of those below it, in the order of the help. */
  private static Map<String, List<String>> optionsBelow(CommandLine command) {
    Map<String, List<String>> options = new TreeMap<>();
    options.put(
        "", command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList());
    command
        .getSubcommands()
        .forEach(
            (name, below) ->
                optionsBelow(below).forEach((path, names) -> options.put(name + path, names)));
    return options;
  }
}
