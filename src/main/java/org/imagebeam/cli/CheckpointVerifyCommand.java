package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.imagebeam.checkpoint.CheckpointReader;
import org.imagebeam.checkpoint.TensorInfo;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint verify}. */
final class CheckpointVerifyCommand implements ImagebeamCommand.Subcommand {
  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointVerifyCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("verify"));
    spec.usageMessage()
        .description("Reads each tensor and compares its checksum; names the first bad one.");
    spec.addPositional(CheckpointArgument.prefix());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String prefix = CheckpointArgument.prefix(arguments);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      long bytes = 0;
      for (TensorInfo tensor : reader.tensors()) {
        reader.verify(tensor.name());
        bytes += tensor.bytes();
      }
      reader.requireFiles();
      out.printf(
          Locale.ROOT,
          "%s: %,d tensors, %,d bytes, all sound%n",
          prefix,
          reader.tensors().size(),
          bytes);
    }
  }
}
