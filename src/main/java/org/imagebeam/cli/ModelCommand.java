package org.imagebeam.cli;

import picocli.CommandLine.Command;

/** {@code imagebeam model}, which groups the commands about models. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Lists, fetches and inspects models.",
    subcommands = {FetchCommand.class, InspectCommand.class, ListCommand.class})
final class ModelCommand {}
