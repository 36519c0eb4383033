package org.imagebeam.cli;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.imagebeam.checkpoint.CheckpointReader;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.storage.AtomicFile;
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
    String prefix = CheckpointArgument.prefix(arguments);
    MetaGraphDef graph =
        MetaGraph.read(Options.value(arguments, META).orElseGet(() -> MetaGraph.beside(prefix)));
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
}
