package org.imagebeam.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Options that may be given more than once, of which the last counts. */
final class Options {
  private Options() {}

  /** A list, so that an option after an argument file overrides the file's. */
  static OptionSpec valued(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  /** The last value that was given. */
  static Optional<String> value(ParseResult arguments, String name) {
    List<String> values = arguments.matchedOptionValue(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  /**
   * The last value that was given.
   *
   * @throws ParameterException if none was
   */
  static String required(ParseResult arguments, String name) {
    return value(arguments, name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                new ParameterException(
                    arguments.commandSpec().commandLine(),
                    "Missing required option: '" + name + "'"));
  }
}
