package org.imagebeam.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.imagebeam.inference.JavaErrors;
import org.imagebeam.pipeline.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code imagebeam} and its subcommands: parses, runs, and turns errors into one line and a code.
 */
public final class ImagebeamCommand {
  private static final String NAME = "imagebeam";
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final CommandLine commandLine;
  private final PrintWriter err;

  public ImagebeamCommand(PrintWriter out, PrintWriter err) {
    requireNonNull(out, "out is null");
    this.err = requireNonNull(err, "err is null");
    CommandSpec spec =
        CommandSpec.create().name(NAME).mixinStandardHelpOptions(true).version(versions());
    spec.usageMessage()
        .description("Classifies folders of images with TensorFlow, in Apache Beam pipelines.")
        .footer("", "An argument @FILE is replaced by what FILE holds, an argument a line.");
    commandLine = new CommandLine(spec);
    Stream.of(
            new ClassifyCommand(err).spec(),
            new ShowCommand(out).spec(),
            new TrainCommand(out, err).spec(),
            new RetrainCommand(out, err).spec(),
            new EvaluateCommand(out, err).spec(),
            new ExportCommand(out, err).spec(),
            CheckpointCommand.spec(out),
            ModelCommand.spec(out, err))
        .forEach(command -> commandLine.addSubcommand(command.name(), command));
    // Holds for the subcommands that are there by now.
    commandLine.setOut(out).setErr(err).setExpandAtFiles(false);
  }

  /** A command that does something, not one that only groups others. */
  interface Subcommand {
    CommandSpec spec();

    /**
     * Runs it.
     *
     * @throws Exception as {@link ExitCode} tells them apart
     */
    void run(ParseResult arguments) throws Exception;
  }

  /** Runs a command line and gives the exit code. */
  public int run(String... args) {
    boolean debug = List.of(args).contains(CommonOptions.DEBUG);
    try {
      requireArgumentFiles(args);
      return execute(parse(Arguments.of(args))).code();
    } catch (ParameterException e) {
      return fail(e, describe(e), debug).code();
    } catch (UncheckedIOException e) {
      return fail(e, e.getCause().getMessage(), debug).code();
    } catch (Exception e) {
      Exception told = ExitCode.of(e) == ExitCode.INTERNAL ? explained(e) : e;
      return fail(told, message(told), debug).code();
    } catch (VirtualMachineError | LinkageError e) {
      Exception told = explained(new IllegalStateException(e));
      return fail(told, message(told), debug).code();
    }
  }

  /** The same, or what ran out if that is behind it. */
  private static Exception explained(Exception e) {
    return JavaErrors.explain(e).map(Exception.class::cast).orElse(e);
  }

  private static String[] versions() {
    return new String[] {
      "imagebeam " + Version.current(),
      "Apache Beam " + ReleaseInfo.getReleaseInfo().getVersion(),
      "Java " + Runtime.version()
    };
  }

  private ParseResult parse(Arguments arguments) {
    return commandLine.parseArgs(arguments.effective(commandLine.getCommandSpec()));
  }

  private static ParseResult command(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command;
  }

  private ExitCode execute(ParseResult parsed) throws Exception {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return ExitCode.OK;
    }
    ParseResult command = command(parsed);
    if (!(command.commandSpec().userObject() instanceof Subcommand subcommand)) {
      throw new ParameterException(command.commandSpec().commandLine(), "which command?");
    }
    for (PositionalParamSpec argument : command.matchedPositionals()) {
      if (argument.originalStringValues().stream().anyMatch(String::isBlank)) {
        throw new ParameterException(
            command.commandSpec().commandLine(), argument.paramLabel() + " needs a value");
      }
    }
    subcommand.run(command);
    return ExitCode.OK;
  }

  /** Picocli takes an argument file that isn't there for an argument. */
  private void requireArgumentFiles(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (Arguments.isFile(args, i) && !isReadable(args[i].substring(1))) {
        throw new ParameterException(
            commandLine, "there is no argument file '" + args[i].substring(1) + "'");
      }
      if (Arguments.isFile(args, i) && !isUtf8(args[i].substring(1))) {
        throw new ParameterException(
            commandLine,
            "the argument file '"
                + args[i].substring(1)
                + "' isn't plain UTF-8 text: save it as UTF-8 without a byte order mark");
      }
    }
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isUtf8(String file) {
    try {
      String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
      return text.indexOf('\0') < 0 && !text.startsWith(BYTE_ORDER_MARK);
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExitCode fail(Exception e, String message, boolean debug) {
    err.println(NAME + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    if (debug) {
      e.printStackTrace(err);
    }
    return ExitCode.of(e);
  }

  private static String message(Exception e) {
    boolean ours = ExitCode.of(e) != ExitCode.INTERNAL && e.getMessage() != null;
    return ours ? e.getMessage() : "a fault of its own: " + e + " (--debug shows where)";
  }

  private static String describe(ParameterException e) {
    CommandLine command = e.getCommandLine();
    List<String> unknown = command.getUnmatchedArguments();
    // Said first, because what is missing may be what was misspelt.
    return unknown.isEmpty()
        ? e.getMessage() + seeHelp(command)
        : describeUnknown(new UnmatchedArgumentException(command, unknown));
  }

  private static String describeUnknown(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().get(0);
    String kind = e.isUnknownOption() ? "unknown option '" : "unknown argument '";
    List<String> near = e.getSuggestions();
    return kind
        + argument
        + "'"
        + (near.isEmpty() ? "" : ": did you mean " + near.get(0) + "?")
        + seeHelp(e.getCommandLine());
  }

  private static String seeHelp(CommandLine command) {
    return " (" + command.getCommandSpec().qualifiedName() + " --help shows all there is)";
  }
}
