package org.imagebeam.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.imagebeam.local.ExitCode;
import org.imagebeam.local.HasExitCode;
import picocli.CommandLine;

/** Finds the exit code of an exception. */
final class ExitCodes {
  private ExitCodes() {}

  static ExitCode of(Exception e) {
    if (e instanceof HasExitCode coded) {
      return coded.exitCode();
    }
    if (e instanceof UncheckedIOException unchecked) {
      return of(requireNonNull(unchecked.getCause()));
    }
    if (e instanceof CommandLine.ParameterException) {
      return ExitCode.USAGE;
    }
    return e instanceof IOException ? ExitCode.OUTPUT : ExitCode.INTERNAL;
  }
}
