package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.checkpoint.CheckpointReader;
import org.imagebeam.checkpoint.CheckpointRewrite;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint rename}. */
final class CheckpointRenameCommand implements ImagebeamCommand.Subcommand {
  private static final String OUTPUT = "--output";

  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointRenameCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("rename"));
    spec.usageMessage()
        .description("Writes a checkpoint with all tensors of another, some under new names.");
    spec.addPositional(CheckpointArgument.prefix());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("OLD=NEW")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .index("1..*")
            .arity("1..*")
            .required(true)
            .description("A tensor's name and what it is to be called; the others keep theirs.")
            .build());
    spec.addOption(Options.valued(OUTPUT, "PREFIX", "The checkpoint to write; required."));
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String output = Options.required(arguments, OUTPUT);
    Map<String, String> names = names(arguments);
    try (CheckpointReader reader = CheckpointReader.open(CheckpointArgument.prefix(arguments))) {
      CheckpointRewrite.rename(reader, names, output);
    }
    out.printf(Locale.ROOT, "%s: %,d tensors renamed%n", output, names.size());
  }

  private static Map<String, String> names(ParseResult arguments) {
    Map<String, String> names = new LinkedHashMap<>();
    List<String> pairs = arguments.matchedPositionalValue(1, List.of());
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new ParameterException(
            arguments.commandSpec().commandLine(), "'" + pair + "' is not of the form OLD=NEW");
      }
      if (names.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new ParameterException(
            arguments.commandSpec().commandLine(), "'" + pair + "' renames a tensor once more");
      }
    }
    return names;
  }
}
