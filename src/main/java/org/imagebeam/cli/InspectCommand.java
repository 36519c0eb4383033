package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.EventFile;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphSafety;
import org.imagebeam.graph.GraphSummary;
import org.imagebeam.graph.OpUse;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam model inspect}. */
final class InspectCommand implements ImagebeamCommand.Subcommand {
  private static final String JSON = "--json";
  private static final String LOGDIR = "--logdir";

  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  InspectCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("inspect"));
    spec.usageMessage()
        .description("Prints what a model is made of: its ends, ops, parameters and layers.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("MODEL")
            .type(String.class)
            .index("0")
            .arity("1")
            .required(true)
            .description(
                "As classify takes it for --model: a name that 'imagebeam model list' shows, a folder,"
                    + " an archive, or an address; fetched when needed.")
            .build());
    spec.addOption(Options.flag(JSON, "Prints JSON in place of the table."));
    spec.addOption(
        Options.valued(
            LOGDIR, "DIR", "Also writes the graph there, as an event file for TensorBoard."));
    spec.addOption(ModelCacheOption.spec());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    Optional<String> logdir = Options.value(arguments, LOGDIR);
    ModelLocation location =
        new ModelLocation(
            arguments.matchedPositionalValue(0, ""), ModelCacheOption.value(arguments));
    ModelFolder folder = location.open(ProgressChoice.of(err));
    ModelGraph graph = folder.readGraph();
    ModelReport report = new ModelReport(location.name(), graph, summary(folder, graph));
    if (logdir.isPresent()) {
      err.println("events: " + writeEvents(graph.graph(), logdir.get()));
    }
    if (arguments.hasMatchedOption(JSON)) {
      report.printJson(out);
    } else {
      report.print(out);
    }
  }

  private GraphSummary summary(ModelFolder folder, ModelGraph graph) {
    ModelSpec names = folder.spec();
    Set<OpUse> unsafe = new LinkedHashSet<>();
    unsafe.addAll(unsafe(graph, names.input(), names.output()));
    if (graph.graph().getNodeList().stream()
        .anyMatch(node -> node.getName().equals(names.bottleneck()))) {
      unsafe.addAll(unsafe(graph, names.input(), names.bottleneck()));
    }
    unsafe.forEach(use -> err.println("unsafe: " + use + " " + use.doing()));
    try {
      if (!unsafe.isEmpty()) {
        err.println("unsafe: the model is not given to TensorFlow, so no shapes and layers follow");
        return GraphSummary.withoutShapes(
            graph.graph(), names.input(), names.output(), names.bottleneck());
      }
      return GraphSummary.of(
          graph.graph(),
          names.input(),
          names.output(),
          names.bottleneck(),
          names.height(),
          names.width());
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  private static List<OpUse> unsafe(ModelGraph graph, String input, String end) {
    return GraphSafety.unsafe(GraphSafety.needed(graph.graph(), input, end));
  }

  private static String writeEvents(GraphDef graph, String logdir) throws IOException {
    Instant now = Instant.now();
    String path = Storage.resolve(logdir, EventFile.name(now, hostName()));
    try (AtomicFile file = AtomicFile.create(path)) {
      EventFile.write(graph, now, file.out());
      file.commit();
    }
    return path;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The name has to tell hosts apart that write to the same folder, no more.
      return "localhost";
    }
  }
}
