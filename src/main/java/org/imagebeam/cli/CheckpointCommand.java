package org.imagebeam.cli;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.CheckpointRewrite;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.cli.report.CheckpointReport;
import org.imagebeam.cli.report.TensorReport;
import org.imagebeam.cli.shared.CommandOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imagebeam checkpoint}, and its commands as methods. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, checks and rewrites checkpoints, and freezes graphs of them.")
final class CheckpointCommand {
  private static final String OUTPUT = "--output";
  private static final String PREFIX =
      "A checkpoint's path without .index, one of its files, or a folder, for its newest; local or"
          + " gs://.";
  private static final String FOLDER = "The folder that training saves to; local or gs://.";

  @Spec private CommandSpec spec;
  @Mixin private CommandOutput console;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints a folder's checkpoints, oldest first, the newest with a star.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint list run",
        "  imagebeam checkpoint list gs://bucket/run"
      })
  void list(@Parameters(paramLabel = "DIR", description = FOLDER) String folder)
      throws IOException {
    CheckpointReport.printList(CheckpointFolder.of(folder).list(), console.out());
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints a checkpoint's tensors, or the values of one.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint show run",
        "  imagebeam checkpoint show run/model.ckpt-1000 W --json"
      })
  void show(
      @Parameters(index = "0", paramLabel = "PREFIX|DIR", description = PREFIX) String checkpoint,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "TENSOR",
              description = "The tensor whose values to print.")
          Optional<String> tensor,
      @Option(names = "--json", description = "Prints JSON instead of text.") boolean json)
      throws IOException {
    String prefix = CheckpointFolder.prefixOf(checkpoint);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      if (tensor.isPresent()) {
        new TensorReport(reader.read(tensor.get())).print(console.out(), json);
      } else {
        new CheckpointReport(prefix, reader.tensors()).print(console.out(), json);
      }
    }
  }

  @Command(
      name = "latest",
      mixinStandardHelpOptions = true,
      description = "Prints the prefix of a folder's newest checkpoint.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint latest run",
        "  imagebeam checkpoint verify \"$(imagebeam checkpoint latest run)\""
      })
  void latest(@Parameters(paramLabel = "DIR", description = FOLDER) String folder)
      throws IOException {
    String prefix = CheckpointFolder.of(folder).requireLatest();
    // What is named here can be read by the other commands.
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      reader.requireFiles();
    }
    console.out().println(prefix);
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Reads each tensor and compares its checksum; names the first bad one.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint verify run",
        "  imagebeam checkpoint verify run/model.ckpt-1000.index"
      })
  void verify(@Parameters(paramLabel = "PREFIX|DIR", description = PREFIX) String checkpoint)
      throws IOException {
    String prefix = CheckpointFolder.prefixOf(checkpoint);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      long bytes = 0;
      for (TensorInfo tensor : reader.tensors()) {
        reader.verify(tensor.name());
        bytes += tensor.bytes();
      }
      reader.requireFiles();
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s: %,d tensors, %,d bytes, all sound%n",
              prefix,
              reader.tensors().size(),
              bytes);
    }
  }

  @Command(
      name = "freeze",
      mixinStandardHelpOptions = true,
      description =
          "Writes the graph beside a checkpoint with its variables as constants, reduced to what"
              + " the outputs need.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint freeze run --outputs=softmax --output=frozen.pb",
        "  imagebeam checkpoint freeze run/model.ckpt-1000 --meta=graph.meta \\",
        "      --outputs=logits,pool --output=frozen.pb"
      })
  void freeze(
      @Parameters(paramLabel = "PREFIX|DIR", description = PREFIX) String checkpoint,
      @Option(
              names = OUTPUT,
              required = true,
              paramLabel = "FILE.pb",
              description = "Where the frozen graph goes.")
          String output,
      @Option(
              names = "--outputs",
              required = true,
              paramLabel = "NODES",
              description = "The nodes to keep, between commas.")
          String outputs,
      @Option(
              names = "--meta",
              paramLabel = "FILE.meta",
              description = "The graph, if it isn't PREFIX.meta: a MetaGraphDef.")
          Optional<String> meta)
      throws IOException {
    List<String> nodes = Splitter.on(',').trimResults().omitEmptyStrings().splitToList(outputs);
    new CheckpointFreeze(CheckpointFolder.prefixOf(checkpoint), meta, output)
        .run(nodes, console.out());
  }

  @Command(
      name = "average",
      mixinStandardHelpOptions = true,
      description =
          "Writes a checkpoint in which each variable has the value of its moving average"
              + " (NAME/ExponentialMovingAverage), without the averages.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint average run --output=averaged",
        "  imagebeam checkpoint average run/model.ckpt-1000 --output=gs://bucket/averaged"
      })
  void average(
      @Parameters(paramLabel = "PREFIX|DIR", description = PREFIX) String checkpoint,
      @Option(
              names = OUTPUT,
              required = true,
              paramLabel = "PREFIX",
              description = "The checkpoint to write.")
          String output)
      throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(CheckpointFolder.prefixOf(checkpoint))) {
      int averaged = CheckpointRewrite.average(reader, output);
      console.out().printf(Locale.ROOT, "%s: %,d variables averaged%n", output, averaged);
    }
  }

  @Command(
      name = "rename",
      mixinStandardHelpOptions = true,
      description = "Writes a checkpoint with all tensors of another, some under new names.",
      footer = {
        "",
        "Examples:",
        "  imagebeam checkpoint rename run --output=renamed old=new",
        "  imagebeam checkpoint rename run --output=renamed old=new layer/W=W"
      })
  void rename(
      @Parameters(index = "0", paramLabel = "PREFIX|DIR", description = PREFIX) String checkpoint,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "OLD=NEW",
              description = "A tensor's name and its new name; the others keep theirs.")
          List<String> pairs,
      @Option(
              names = OUTPUT,
              required = true,
              paramLabel = "PREFIX",
              description = "The checkpoint to write.")
          String output)
      throws IOException {
    Map<String, String> names = names(pairs);
    try (CheckpointReader reader = CheckpointReader.open(CheckpointFolder.prefixOf(checkpoint))) {
      CheckpointRewrite.rename(reader, names, output);
    }
    console.out().printf(Locale.ROOT, "%s: %,d tensors renamed%n", output, names.size());
  }

  private Map<String, String> names(List<String> pairs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new ParameterException(
            spec.subcommands().get("rename"), "'" + pair + "' is not of the form OLD=NEW");
      }
      if (names.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new ParameterException(
            spec.subcommands().get("rename"), "'" + pair + "' renames a tensor once more");
      }
    }
    return names;
  }
}
