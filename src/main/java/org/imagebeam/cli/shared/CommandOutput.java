package org.imagebeam.cli.shared;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the streams that a command prints to. A mixin without options; not thread-safe. */
@Command
public final class CommandOutput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Returns the command that prints. */
  public CommandSpec command() {
    return command;
  }

  /** Returns where results go; it stays open. */
  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Returns where messages go; it stays open. */
  public PrintWriter err() {
    return command.commandLine().getErr();
  }
}
