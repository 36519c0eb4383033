package org.imagebeam.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the streams that a command prints to; a mixin without options. */
@Command
final class CommandOutput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Returns where results go. */
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Returns where messages go. */
  PrintWriter err() {
    return command.commandLine().getErr();
  }
}
