package org.imagebeam.cli;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.imagebeam.cli.log.LogChoice;
import org.imagebeam.cli.progress.ProgressChoice;
import org.imagebeam.cli.report.ErrorText;
import org.imagebeam.download.Progress;
import org.imagebeam.local.ExitCode;
import org.imagebeam.pipeline.Version;
import org.imagebeam.session.JavaErrors;
import org.imagebeam.session.NativeLibraries;
import org.imagebeam.session.TensorFlowRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** Runs the command line: parses it, runs its command, and turns errors into a line and a code. */
@Command(
    name = ImagebeamCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = ImagebeamCommand.Versions.class,
    description = "Classifies images in bulk with TensorFlow, in Apache Beam pipelines.",
    footer = {
      "",
      "Examples:",
      "  imagebeam classify --input=photos --output=photos.csv",
      "  imagebeam help classify",
      "",
      "An argument @FILE is replaced by the arguments in FILE, one a line."
    })
public final class ImagebeamCommand {
  static final String NAME = "imagebeam";
  private static final String DEBUG = "--debug";
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace after an error's message.")
  @SuppressWarnings("UnusedVariable") // For the help; read from the words, since parsing may fail.
  private boolean debug;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description =
          "Shows no progress: neither a bar nor lines. Warnings, errors and what the command says at"
              + " its end are shown all the same.")
  private boolean quiet;

  @Option(
      names = LogChoice.LOG,
      scope = ScopeType.INHERIT,
      paramLabel = "FORM",
      description =
          "text, or json for programs that collect logs: an object a line on standard error, and what"
              + " classify says at its end as one on standard output. Default: text.")
  @SuppressWarnings("UnusedVariable") // For the help and its check; see LogChoice.
  private LogChoice.Form log = LogChoice.Form.TEXT;

  @Option(
      names = LogChoice.LEVEL,
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      description =
          "The least level that is logged: error, warn, info, debug or trace. Default: warn for text,"
              + " info for json, which has an event for each group of images and each failure.")
  @SuppressWarnings("UnusedVariable") // As above.
  private @Nullable Level logLevel;

  public ImagebeamCommand(PrintWriter out, PrintWriter err) {
    this.out = requireNonNull(out, "out is null");
    this.err = requireNonNull(err, "err is null");
  }

  /** Returns what shows the progress of a command: nothing if {@code --quiet} is given. */
  static Progress progress(CommandSpec command) {
    boolean quiet =
        command.root().userObject() instanceof ImagebeamCommand program && program.quiet;
    return ProgressChoice.of(command.commandLine().getErr(), quiet);
  }

  /** Returns the command line with all its subcommands, for those that document it. */
  CommandLine commandLine() {
    CommandLine program = new CommandLine(this);
    CommandTree.addAll(program);
    return ready(program);
  }

  /** Sets what picocli hands on to the subcommands that are there. */
  private CommandLine ready(CommandLine program) {
    HelpText.applyTo(program);
    return program
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setExecutionStrategy(ImagebeamCommand::execute);
  }

  /** The versions of imagebeam, Beam and Java. */
  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        NAME + " " + Version.current(),
        "Apache Beam " + ReleaseInfo.getReleaseInfo().getVersion(),
        "Java " + Runtime.version()
      };
    }
  }

  /** Runs a command line and returns the exit code. */
  public int run(String... args) {
    boolean stackTrace = List.of(args).contains(DEBUG);
    try {
      requireArgumentFiles(args);
      Arguments arguments = Arguments.of(args);
      if (CommandTree.needsTensorFlow(arguments.texts())) {
        // Beside the description of Beam's options, which takes as long.
        TensorFlowRuntime.startLoading();
      }
      CommandLine program = new CommandLine(this);
      CommandTree.addFor(program, arguments.texts());
      ready(program);
      String[] words = arguments.effective(program.getCommandSpec());
      return program
          .setParameterExceptionHandler(
              (e, unused) -> fail(e, ParameterErrors.describe(e), stackTrace))
          .setExecutionExceptionHandler((e, unused, parsed) -> fail(cause(e), stackTrace))
          .execute(words);
    } catch (ParameterException e) {
      return fail(e, ParameterErrors.describe(e), stackTrace);
    } catch (Exception e) {
      return fail(e, stackTrace);
    } catch (VirtualMachineError | LinkageError e) {
      return fail(new IllegalStateException(e), stackTrace);
    }
  }

  private static Exception cause(Exception e) {
    return e instanceof ExecutionException && e.getCause() != null
        ? new IllegalStateException(e.getCause())
        : e;
  }

  private static int execute(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    Object object = command.commandSpec().userObject();
    if (!(object instanceof Subcommand || object instanceof Method)) {
      throw new ParameterException(command.commandSpec().commandLine(), "which command?");
    }
    for (PositionalParamSpec argument : command.matchedPositionals()) {
      requireValue(command, argument, argument.paramLabel());
    }
    for (OptionSpec option : command.matchedOptions()) {
      // A default that is empty says that an empty value is the same.
      boolean text = option.type() == String.class || option.type() == Optional.class;
      if (text && !"".equals(option.defaultValue())) {
        requireValue(command, option, option.longestName());
      }
    }
    if (!(object instanceof Subcommand subcommand)) {
      NativeLibraries.prepare();
    } else if (subcommand.usesNativeLibraries()) {
      NativeLibraries.unpack();
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void requireValue(ParseResult command, ArgSpec argument, String name) {
    if (argument.originalStringValues().stream().anyMatch(String::isBlank)) {
      throw new ParameterException(command.commandSpec().commandLine(), name + " needs a value");
    }
  }

  /** Picocli takes an argument file that isn't there for an argument. */
  private void requireArgumentFiles(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (Arguments.isFile(args, i) && !isReadable(args[i].substring(1))) {
        throw new ParameterException(
            new CommandLine(this), "there is no argument file '" + args[i].substring(1) + "'");
      }
      if (Arguments.isFile(args, i) && !isUtf8(args[i].substring(1))) {
        throw new ParameterException(
            new CommandLine(this),
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

  private int fail(Exception e, boolean stackTrace) {
    if (e instanceof UncheckedIOException unchecked) {
      Throwable cause = requireNonNull(unchecked.getCause());
      return fail(e, requireNonNullElse(ErrorText.of(cause), cause.toString()), stackTrace);
    }
    Exception told =
        ExitCodes.of(e) == ExitCode.INTERNAL
            ? JavaErrors.explain(e).map(Exception.class::cast).orElse(e)
            : e;
    String message = ExitCodes.of(told) == ExitCode.INTERNAL ? null : ErrorText.of(told);
    return fail(
        told,
        message == null ? "a fault of its own: " + told + " (--debug shows where)" : message,
        stackTrace);
  }

  private int fail(Exception e, String message, boolean stackTrace) {
    if (ExitCodes.of(e) == ExitCode.CLOSED_PIPE) {
      // Nothing is printed, as by other programs whose output head cuts off.
      return ExitCode.CLOSED_PIPE.code();
    }
    err.println(NAME + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    if (stackTrace) {
      e.printStackTrace(err);
    }
    return ExitCodes.of(e).code();
  }
}
