package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.checkpoint.CheckpointSummary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint list}. */
final class CheckpointListCommand implements ImagebeamCommand.Subcommand {
  private static final List<String> HEADER =
      List.of("", "CHECKPOINT", "STEP", "TIME", "BYTES", "WHOLE");

  private static final Set<Integer> NUMBERS =
      Set.of(HEADER.indexOf("STEP"), HEADER.indexOf("BYTES"));

  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointListCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("list"));
    spec.usageMessage()
        .description("Prints a folder's checkpoints, oldest first, the newest with a star.");
    spec.addPositional(CheckpointArgument.folder());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (CheckpointSummary checkpoint : CheckpointArgument.folder(arguments).list()) {
      table.add(
          List.of(
              checkpoint.newest() ? "*" : "",
              checkpoint.prefix(),
              checkpoint.step().isPresent() ? Long.toString(checkpoint.step().getAsLong()) : "",
              checkpoint.time().map(CheckpointListCommand::seconds).orElse(""),
              String.format(Locale.ROOT, "%,d", checkpoint.bytes()),
              checkpoint.fault().map(fault -> "no: " + fault).orElse("yes")));
    }
    table.print(out);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
