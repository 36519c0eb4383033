package org.imagebeam.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes what is wrong with the words of a command line. */
final class ParameterErrors {
  private ParameterErrors() {}

  static String describe(ParameterException e) {
    CommandLine command = e.getCommandLine();
    List<String> unknown = command.getUnmatchedArguments();
    // Said first, because what is missing may be what was misspelt.
    String fault =
        unknown.isEmpty()
            ? e.getMessage()
            : describeUnknown(new UnmatchedArgumentException(command, unknown));
    return fault + " (" + command.getCommandSpec().qualifiedName() + " --help shows all there is)";
  }

  private static String describeUnknown(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().get(0);
    List<String> near = e.getSuggestions();
    if (!near.isEmpty()) {
      return kind(e) + argument + "': did you mean " + near.get(0) + "?";
    }
    if (!e.isUnknownOption()) {
      for (OptionSpec option : e.getCommandLine().getCommandSpec().options()) {
        if (option.required()) {
          return kind(e) + argument + "': give it as " + option.longestName() + "=" + argument;
        }
      }
    }
    return kind(e) + argument + "'";
  }

  private static String kind(UnmatchedArgumentException e) {
    return e.isUnknownOption() ? "unknown option '" : "unknown argument '";
  }
}
