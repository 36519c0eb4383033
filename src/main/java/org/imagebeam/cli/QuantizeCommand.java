package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.shared.ModelCacheOption;
import org.imagebeam.cli.shared.ModelParameter;
import org.imagebeam.download.Progress;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.modelimport.CachedImport;
import org.imagebeam.quantize.ModelQuantization;
import org.imagebeam.quantize.QuantizationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code imagebeam model quantize}. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description =
        "Makes a model folder whose network computes in int8, which is faster and a quarter of the"
            + " size, of one that computes in float32.",
    footer = {
      "",
      "Examples:",
      "  imagebeam model quantize inception-v3 --calibrate=photos \\",
      "      --output=inception-v3-int8",
      "  imagebeam model quantize my-model --calibrate='photos/**/*.jpg' \\",
      "      --samples=500 --output=my-model-int8"
    })
final class QuantizeCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private CommandOutput console;

  @Mixin private ModelParameter model;

  @Option(
      names = "--calibrate",
      required = true,
      paramLabel = "IMAGES",
      description =
          "Images such as will be classified: a folder (with everything below it) or a glob in"
              + " quotes, local or gs://. The network is run over some of them, to see which values"
              + " its layers take.")
  private String images;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "The number of images that are run, at most, 16 or more. Default: 256.")
  private int samples = ModelQuantization.DEFAULT_SAMPLES;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder that is written; it must not hold a model yet.")
  private String output;

  @Mixin private ModelCacheOption modelCache;

  @Override
  public void run() throws IOException {
    if (samples < ModelQuantization.LEAST_SAMPLES) {
      throw new ParameterException(
          spec.commandLine(),
          "--samples must be at least " + ModelQuantization.LEAST_SAMPLES + ", not " + samples);
    }
    PrintWriter err = console.err();
    String name = CachedImport.resolve(model.text(), modelCache.folder(), err::println);
    Progress progress = ImagebeamCommand.progress(spec);
    ModelFolder folder = new ModelRef(name, modelCache.folder()).open(progress);
    StopNotice.keeps(() -> "; nothing of it is kept, the same command starts anew");
    print(new ModelQuantization(images, samples).run(folder, output, progress));
  }

  private static String counts(Map<String, Integer> ops) {
    return ops.entrySet().stream()
        .map(op -> op.getValue() + " " + op.getKey())
        .collect(Collectors.joining(", "));
  }

  private void print(QuantizationReport report) {
    PrintWriter out = console.out();
    report.unreadable().forEach(file -> console.err().println("left out: " + file));
    out.println("images      " + report.images());
    out.println(
        "layers      "
            + report.int8().size()
            + " in int8, "
            + report.floats().size()
            + " in float32");
    report
        .record()
        .float32()
        .forEach((layer, reason) -> out.println("float32     " + layer + ": " + reason));
    if (!report.between().isEmpty()) {
      out.println("float32     between int8 layers: " + counts(report.between()));
    }
    out.printf(
        Locale.ROOT,
        "best class  the same for %d of %d images%n",
        report.fidelity().sameBest(),
        report.fidelity().images());
    if (!Double.isNaN(report.fidelity().meanCosine())) {
      out.printf(
          Locale.ROOT,
          "embedding   cosine to float32's %.4f on average, %.4f at least%n",
          report.fidelity().meanCosine(),
          report.fidelity().leastCosine());
    }
    out.printf(
        Locale.ROOT,
        "size        %.1f MB, %.2f of the float32 model%n",
        report.bytesAfter() / 1e6,
        report.bytesAfter() / (double) report.bytesBefore());
    out.println("model id    " + ModelGraph.shownId(report.id()));
    out.println("written to  " + output);
  }
}
