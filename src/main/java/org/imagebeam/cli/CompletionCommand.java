package org.imagebeam.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imagebeam completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script with which the shell completes commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(imagebeam completion bash)",
      "  imagebeam completion zsh > ~/.imagebeam-completion"
    })
final class CompletionCommand implements Subcommand {
  /** The shells that read the script; zsh by its emulation of bash. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  @SuppressWarnings("UnusedVariable") // Both read the same script, which asks where it runs.
  private Shell shell;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() {
    String script = AutoComplete.bash(ImagebeamCommand.NAME, spec.parent().commandLine());
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }
}
