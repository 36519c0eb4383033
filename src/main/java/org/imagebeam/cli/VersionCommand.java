package org.imagebeam.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code imagebeam version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the versions of imagebeam, Apache Beam and Java.")
final class VersionCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() {
    spec.parent().commandLine().printVersionHelp(spec.commandLine().getOut());
  }
}
