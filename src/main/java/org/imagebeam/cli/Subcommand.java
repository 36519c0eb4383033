package org.imagebeam.cli;

import java.util.concurrent.Callable;
import org.imagebeam.local.ExitCode;

/** A command that does something itself, unlike one that only groups others. */
interface Subcommand extends Callable<Integer> {
  /**
   * Runs the command with the arguments that were parsed into it.
   *
   * @throws Exception as {@link ExitCode#of} maps it
   */
  void run() throws Exception;

  /**
   * Returns whether the command may load a native library. If so, the libraries are unpacked before
   * it runs, if they aren't yet.
   */
  default boolean usesNativeLibraries() {
    return true;
  }

  @Override
  default Integer call() throws Exception {
    run();
    return ExitCode.OK.code();
  }
}
