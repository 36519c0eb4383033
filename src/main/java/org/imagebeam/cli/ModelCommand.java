package org.imagebeam.cli;

import picocli.CommandLine.Command;

/** {@code imagebeam model}, which groups the commands about models. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Lists, fetches, imports, quantizes and inspects models.",
    subcommands = {
      FetchCommand.class,
      ImportCommand.class,
      InspectCommand.class,
      QuantizeCommand.class,
      ListCommand.class
    })
final class ModelCommand {}
