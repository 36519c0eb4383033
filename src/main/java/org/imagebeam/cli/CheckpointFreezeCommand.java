package org.imagebeam.cli;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.checkpoint.CheckpointReader;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.InvalidValueException;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint freeze}. */
final class CheckpointFreezeCommand implements ImagebeamCommand.Subcommand {
  private static final String OUTPUT = "--output";
  private static final String OUTPUTS = "--outputs";
  private static final String META = "--meta";

  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointFreezeCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("freeze"));
    spec.usageMessage()
        .description(
            "Writes the graph beside a checkpoint with its variables as constants, cut down to what"
                + " the outputs need.");
    spec.addPositional(CheckpointArgument.prefix());
    spec.addOption(Options.valued(OUTPUT, "FILE.pb", "Where the frozen graph goes; required."));
    spec.addOption(
        Options.valued(OUTPUTS, "NODES", "The nodes to keep, between commas; required."));
    spec.addOption(
        Options.valued(META, "FILE.meta", "The graph, if it isn't PREFIX.meta: a MetaGraphDef."));
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String output = Options.required(arguments, OUTPUT);
    List<String> outputs =
        Splitter.on(',')
            .trimResults()
            .omitEmptyStrings()
            .splitToList(Options.required(arguments, OUTPUTS));
    Optional<String> meta = Options.value(arguments, META);
    String prefix = CheckpointArgument.prefix(arguments);
    String metaFile = meta.orElseGet(() -> MetaGraph.beside(prefix));
    requireOther(output, prefix, metaFile);
    MetaGraphDef graph = MetaGraph.read(metaFile);
    byte[] frozen;
    int nodes;
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      GraphDef kept = FrozenGraphs.freeze(graph, reader, outputs);
      frozen = kept.toByteArray();
      nodes = kept.getNodeCount();
    }
    AtomicFile.write(output, frozen);
    out.printf(
        Locale.ROOT,
        "%s: %,d of %,d nodes, %,d bytes%n",
        output,
        nodes,
        graph.getGraphDef().getNodeCount(),
        frozen.length);
  }

  /** The graph would replace what it is made of. */
  private static void requireOther(String output, String prefix, String meta) throws IOException {
    String written = absolute(output);
    String read = absolute(prefix);
    if (written.equals(absolute(meta))
        || written.equals(read + ".index")
        || written.startsWith(read + ".data-")) {
      throw new InvalidValueException(
          OUTPUT + "=" + output + " is a file of the checkpoint that is read: name another");
    }
  }

  private static String absolute(String path) throws IOException {
    return Storage.localPath(path).map(Path::toString).orElse(path);
  }
}
