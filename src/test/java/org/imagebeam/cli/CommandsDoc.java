package org.imagebeam.cli;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.local.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes docs/commands.md from the commands themselves. */
final class CommandsDoc {
  private static final String HEAD =
      """
      # Commands

      <!-- Generated: mvn test -Dtest=DocsTest -Ddocs.update -->

      An argument `@FILE` is replaced by the arguments in FILE, one a line; an option on the command
      line replaces the same option of a file. Every command takes `--help`; `--debug`, which
      shows the stack trace after an error's message; `--log` and `--logLevel`, which
      [classify.md](classify.md#logs) explains; and `--quiet`, which shows no progress, neither
      a bar nor lines, but warnings, errors and what the command says at its end. `classify`, `train` and `retrain` also take
      all other options of Apache Beam, such as `--jobName`.
      """;

  private static final String CODES =
      """

      ## Exit codes

      | code | |
      |---|---|
      """;

  private static final String FOOT =
      """

      The launcher adds 69 (no Java 17 or Maven) and 70 (the build failed). Ctrl-C ends a run with 130
      and SIGTERM with 143, when the network is done with its batch, a few seconds at most. An error is
      one line on stderr.
      """;

  private final StringBuilder text = new StringBuilder(HEAD);

  private CommandsDoc() {}

  static String of(CommandLine program) {
    CommandsDoc doc = new CommandsDoc();
    doc.addBelow(program);
    doc.text.append(CODES);
    for (ExitCode code : ExitCode.values()) {
      doc.text.append("| %d | %s |\n".formatted(code.code(), code.meaning()));
    }
    return doc.text.append(FOOT).toString();
  }

  private void addBelow(CommandLine command) {
    for (CommandLine subcommand : new LinkedHashSet<>(command.getSubcommands().values())) {
      add(subcommand.getCommandSpec());
      addBelow(subcommand);
    }
  }

  private void add(CommandSpec spec) {
    text.append("\n## ").append(spec.qualifiedName()).append("\n\n");
    text.append(String.join(" ", spec.usageMessage().description()).strip()).append('\n');
    List<String> examples =
        Arrays.stream(spec.usageMessage().footer())
            .filter(line -> line.startsWith("  "))
            .map(line -> line.substring(2))
            .toList();
    if (!examples.isEmpty()) {
      text.append("\n```\n").append(String.join("\n", examples)).append("\n```\n");
    }
    if (!spec.positionalParameters().isEmpty()) {
      text.append("\n| argument | |\n|---|---|\n");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        row(parameter.paramLabel(), parameter.description());
      }
    }
    boolean pipeline = spec.userObject() instanceof PipelineCommand;
    for (Map.Entry<String, List<OptionSpec>> group : HelpText.grouped(spec).entrySet()) {
      if (group.getKey().equals("Help")) {
        continue;
      }
      text.append(pipeline ? "\n**" + group.getKey() + "**\n" : "");
      text.append("\n| option | |\n|---|---|\n");
      for (OptionSpec option : group.getValue()) {
        row(option.longestName(), option.required(), option.description());
      }
    }
  }

  private void row(String name, boolean required, String[] description) {
    text.append(
        "| `%s`%s | %s |\n".formatted(name, required ? ", required" : "", cell(description)));
  }

  private void row(String name, String[] description) {
    row(name, false, description);
  }

  private static String cell(String[] description) {
    return Arrays.stream(description)
        .map(line -> line.replace("%%", "%").replace("|", "\\|"))
        .collect(Collectors.joining(" "));
  }
}
