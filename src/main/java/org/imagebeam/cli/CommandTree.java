package org.imagebeam.cli;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.imagebeam.cli.options.BeamOptions;
import picocli.CommandLine;

/**
 * The commands below {@code imagebeam}. Reading the annotations of all of them and describing all
 * options of Beam takes half a second, so a run makes only the commands that its words can reach.
 */
final class CommandTree {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "classify",
          "show",
          "labels",
          "report",
          "retrain",
          "train",
          "evaluate",
          "export",
          "model",
          "checkpoint",
          "doctor",
          "help",
          "version",
          "completion");

  /** The commands that speak of the others. */
  private static final Set<String> OF_OTHERS = Set.of("help", "completion");

  private static final Set<String> PIPELINES = Set.of("classify", "retrain", "train");
  private static final Set<String> VERSION = Set.of("--version", "-V");

  /** Options with which a command does nothing else. */
  private static final Set<String> ABOUT = Set.of("--version", "-V", "--help", "-h");

  private CommandTree() {}

  /** Adds all commands to a program that has none, with all their options. */
  static void addAll(CommandLine program) {
    add(program, NAMES);
    describe(program, NAMES);
  }

  /**
   * Adds the commands that a command line needs to a program that has none.
   *
   * @param words of the command line, with those of its argument files
   */
  static void addFor(CommandLine program, List<String> words) {
    String first = words.isEmpty() ? "" : words.get(0);
    if (NAMES.contains(first) && !OF_OTHERS.contains(first)) {
      add(program, List.of(first));
    } else if (words.isEmpty() || !VERSION.containsAll(words)) {
      add(program, NAMES);
    }
    // More than one word may be a command's name, and an option may stand before it.
    describe(program, words.contains("completion") ? NAMES : words);
  }

  /** Returns whether a command line runs a pipeline, if there is no mistake in it. */
  static boolean needsTensorFlow(List<String> words) {
    return !words.isEmpty()
        && PIPELINES.contains(words.get(0))
        && Collections.disjoint(ABOUT, words);
  }

  private static void add(CommandLine program, List<String> names) {
    names.forEach(name -> program.addSubcommand(name, command(name)));
  }

  /** Adds the options of Beam to those of the commands that run a pipeline. */
  private static void describe(CommandLine program, List<String> names) {
    for (String name : Set.copyOf(names)) {
      CommandLine command = program.getSubcommands().get(name);
      if (command != null
          && command.getCommandSpec().userObject() instanceof PipelineCommand pipeline) {
        BeamOptions.addTo(command.getCommandSpec(), pipeline.options());
      }
    }
  }

  private static Object command(String name) {
    return switch (name) {
      case "classify" -> new ClassifyCommand();
      case "show" -> new ShowCommand();
      case "labels" -> new LabelsCommand();
      case "report" -> new ReportCommand();
      case "retrain" -> new RetrainCommand();
      case "train" -> new TrainCommand();
      case "evaluate" -> new EvaluateCommand();
      case "export" -> new ExportCommand();
      case "model" -> new ModelCommand();
      case "checkpoint" -> new CheckpointCommand();
      case "doctor" -> new DoctorCommand();
      case "help" -> new HelpCommand();
      case "version" -> new VersionCommand();
      case "completion" -> new CompletionCommand();
      default -> throw new IllegalArgumentException("no command '" + name + "'");
    };
  }
}
