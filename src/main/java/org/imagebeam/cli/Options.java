package org.imagebeam.cli;

import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Options of the commands that take none of Beam's. */
final class Options {
  private Options() {}

  static OptionSpec valued(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  /**
   * The value that was given.
   *
   * @throws ParameterException if it is blank
   */
  static Optional<String> value(ParseResult arguments, String name) {
    Optional<String> value = Optional.ofNullable(arguments.matchedOptionValue(name, null));
    if (value.isPresent() && value.get().isBlank()) {
      throw new ParameterException(arguments.commandSpec().commandLine(), name + " needs a value");
    }
    return value;
  }

  /** The value that was given, or an empty text, which stands for the default, too. */
  static String valueOrEmpty(ParseResult arguments, String name) {
    return arguments.matchedOptionValue(name, "");
  }

  /**
   * The value that was given.
   *
   * @throws ParameterException if none was, or a blank one
   */
  static String required(ParseResult arguments, String name) {
    return value(arguments, name)
        .orElseThrow(
            () ->
                new ParameterException(
                    arguments.commandSpec().commandLine(),
                    "Missing required option: '" + name + "'"));
  }
}
