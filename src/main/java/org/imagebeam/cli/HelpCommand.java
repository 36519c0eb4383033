package org.imagebeam.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imagebeam help}. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Prints the help of a command.",
    footer = {"", "Examples:", "  imagebeam help classify", "  imagebeam help model fetch"})
final class HelpCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command, such as 'classify' or 'model fetch'; none for all commands.")
  private List<String> names = new ArrayList<>();

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() {
    CommandLine command = spec.parent().commandLine();
    for (String name : names) {
      CommandLine below = command.getSubcommands().get(name);
      if (below == null) {
        throw new ParameterException(
            command,
            "unknown command '" + name + "' of " + command.getCommandSpec().qualifiedName());
      }
      command = below;
    }
    command.usage(spec.commandLine().getOut());
  }
}
