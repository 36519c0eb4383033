package org.imagebeam.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.cli.report.ModelReport;
import org.imagebeam.cli.report.QuantizationSection;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.shared.ModelCacheOption;
import org.imagebeam.cli.shared.ModelParameter;
import org.imagebeam.cli.source.SourceOptions;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.int8.RoundedLayer;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.graph.safety.OpUse;
import org.imagebeam.graph.summary.GraphSummary;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.modelimport.CachedImport;
import org.imagebeam.quantize.QuantizationRecord;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.tfrecord.EventFile;
import org.tensorflow.proto.GraphDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imagebeam model inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Prints what a model consists of: its input and outputs, ops, parameters and layers; of a"
            + " quantized one also each layer's bits, ranges and error.",
    footer = {
      "",
      "Examples:",
      "  imagebeam model inspect inception-v3 --json",
      "  imagebeam model inspect frozen.pb --size=224x224 --outputNode=logits"
    })
final class InspectCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Mixin private ModelParameter model;

  @Option(names = "--json", description = "Prints JSON instead of the table.")
  private boolean json;

  @Option(
      names = "--logdir",
      paramLabel = "DIR",
      description = "Also writes the graph there, as an event file for TensorBoard.")
  private Optional<String> logdir;

  @Mixin private SourceOptions said;

  @Mixin private ModelCacheOption modelCache;

  @Override
  public void run() throws IOException {
    String name =
        CachedImport.resolveToInspect(
            model.text(), modelCache.folder(), said.build(), console.err()::println);
    ModelRef location = new ModelRef(name, modelCache.folder());
    ModelFolder folder = location.open(ImagebeamCommand.progress(console.command()));
    ModelGraph graph = folder.readGraph();
    ModelReport report =
        new ModelReport(
            location.name(), graph, summary(folder, graph), quantization(folder, graph));
    if (logdir.isPresent()) {
      console.err().println("events: " + writeEvents(graph.graph(), logdir.get()));
    }
    if (json) {
      report.printJson(console.out());
    } else {
      report.print(console.out());
    }
  }

  private GraphSummary summary(ModelFolder folder, ModelGraph graph) {
    ModelSpec names = folder.spec();
    Set<OpUse> unsafe = new LinkedHashSet<>();
    for (String output : names.outputs()) {
      unsafe.addAll(unsafe(graph, names.input(), output));
    }
    if (graph.graph().getNodeList().stream()
        .anyMatch(node -> node.getName().equals(names.bottleneck()))) {
      unsafe.addAll(unsafe(graph, names.input(), names.bottleneck()));
    }
    unsafe.forEach(use -> console.err().println("unsafe: " + use + " " + use.doing()));
    try {
      if (!unsafe.isEmpty()) {
        console
            .err()
            .println(
                "unsafe: the model is not given to TensorFlow, so no shapes and layers follow");
        return GraphSummary.withoutShapes(
            graph.graph(), names.input(), names.outputs(), names.bottleneck());
      }
      return GraphSummary.of(
          graph.graph(),
          names.input(),
          names.outputs(),
          names.bottleneck(),
          names.height(),
          names.width());
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  private Optional<QuantizationSection> quantization(ModelFolder folder, ModelGraph graph) {
    if (!Int8Rewriter.isQuantized(graph.graph())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new QuantizationSection(RoundedLayer.of(graph.graph()), record(folder, graph.id())));
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  /** What the folder says of the quantization, if that is of this graph. */
  private Optional<QuantizationRecord> record(ModelFolder folder, String id) {
    Optional<byte[]> content = folder.find(QuantizationRecord.FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      QuantizationRecord record = QuantizationRecord.parse(content.get());
      if (record.model().equals(id)) {
        return Optional.of(record);
      }
      warn(folder, "is of another model");
    } catch (IOException e) {
      warn(folder, "is damaged: " + e.getMessage());
    }
    return Optional.empty();
  }

  private void warn(ModelFolder folder, String what) {
    console
        .err()
        .println(
            folder.path(QuantizationRecord.FILE)
                + " "
                + what
                + ". So the layers' errors aren't shown; quantize the model again to have them");
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
