package org.imagebeam.bench;

import com.google.common.collect.Sets;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench}. */
@Command(
    name = "scripts/bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures imagebeam against the loop over single images, the machine's limit and its peers, side by"
          + " side in short slices of time, and prints one table.",
      "--jmh [REGEX...] as the first option runs the JMH benchmarks instead, and --train the loop of"
          + " train beside the same training in Python TensorFlow."
    })
public final class Bench implements Callable<Integer> {
  private static final Path WORK = Path.of("target", "bench");

  /** Of the memory: the rest is for what lines take beyond their guess, and for files. */
  private static final double ROOM = 0.8;

  private static final Path FLOWERS = Path.of("..", "shared", "assets", "flowers");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of each line. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--turn",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long a turn takes that is no whole process. Default: ${DEFAULT-VALUE}.")
  private double turnSeconds;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "inception-v3,mobilenet-v2",
      description =
          "inception-v3 (with seeded weights), folders of ../shared/assets, 'embedded', model"
              + " folders, or networks' folders of scripts/model-zoo (target/model-zoo/ViT)."
              + " Default: ${DEFAULT-VALUE}.")
  private List<String> models = List.of();

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Images of a run of classify. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--large",
      paramLabel = "N",
      defaultValue = "1000",
      description = "12-Mpixel images of a run of classify; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int large;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "The images, repeated as often as needed. Default: ../shared/assets/flowers, or else"
              + " 24 that are written.")
  private Optional<Path> imageFolder = Optional.empty();

  @Option(
      names = "--rewrites",
      description = "Also each step of the graph's rewriting, after those before it.")
  private boolean rewrites;

  @Option(names = "--sweep", description = "Also the bare session with other batch sizes.")
  private boolean sweep;

  @Option(
      names = "--growth",
      paramLabel = "MODEL",
      arity = "0..1",
      fallbackValue = "mobilenet-v2",
      description =
          "Also throughput and memory with 100, 1,000 and 10,000 images, by default with"
              + " ${FALLBACK-VALUE}.")
  private Optional<String> growth = Optional.empty();

  @Option(
      names = "--growthImages",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,1000,10000",
      description = "Those numbers of images. Default: ${DEFAULT-VALUE}.")
  private List<Integer> growthImages = List.of();

  @Option(
      names = "--peers",
      paramLabel = "VENV",
      arity = "0..1",
      fallbackValue = "target/bench-venv",
      description =
          "Also the libraries in Python that one would take instead, installed by pip. Default"
              + " folder: ${FALLBACK-VALUE}.")
  private Optional<Path> peers = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Of these, the lines in whose 'model: line' it is found.")
  private Pattern only = Pattern.compile("");

  @Option(names = "--list", description = "Only prints what would be measured.")
  private boolean list;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "target/bench/bench.json",
      description = "Gets all that was measured. Default: ${DEFAULT-VALUE}.")
  private Path json = Path.of("");

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Machine machine = Machine.ours();
    Results results = new Results();
    Files.createDirectories(WORK);
    Plan plan = new Plan(WORK.toAbsolutePath(), turnSeconds);
    List<BenchModel> found = fill(plan, results, machine);
    Map<Results.Key, Entry> chosen = plan.entries();
    chosen.keySet().removeIf(key -> !only.matcher(key.toString()).find());
    if (list) {
      chosen.forEach((key, entry) -> out.println(key + " (" + entry.note() + ")"));
      return 0;
    }
    quantize(plan, found, chosen, results);
    Processors before = Processors.now();
    new Rounds(chosen, results, err, ROOM * Machine.mebibytes()).run(rounds);
    addLimits(results, found);
    Report report = new Report(machine, Processors.now().stolenSince(before), results);
    out.print(report.text(plan.bases(), Goals.table(results, machine.processor())));
    report.write(json, spec.commandLine().getParseResult().originalArgs());
    err.println("written to " + json);
    return 0;
  }

  /** Plans the lines; those that can't even be planned are in the results as skipped. */
  private List<BenchModel> fill(Plan plan, Results results, Machine machine) throws IOException {
    List<Path> photos = photos();
    Path folder = plan.folder(photos, images);
    List<BenchModel> found = new ArrayList<>();
    plan.addMachine();
    for (String name : models) {
      try {
        BenchModel model = BenchModel.of(name, WORK.toAbsolutePath());
        fill(plan, model, machine, photos, folder);
        found.add(model);
      } catch (SkippedException e) {
        results.skip(new Results.Key(name, "all"), e.getMessage());
      }
    }
    plan.addClassify(new BenchModel(ModelFolder.EMBEDDED, ModelFolder.EMBEDDED), folder, images);
    if (growth.isPresent()) {
      try {
        plan.addGrowth(BenchModel.of(growth.get(), WORK.toAbsolutePath()), photos, growthImages);
      } catch (SkippedException e) {
        results.skip(new Results.Key("growth", "all"), e.getMessage());
      }
    }
    return found;
  }

  /**
   * Makes the quantized models that are needed; the lines of one that can't be made are left out.
   */
  private void quantize(
      Plan plan, List<BenchModel> found, Map<Results.Key, Entry> chosen, Results results)
      throws IOException, InterruptedException {
    for (BenchModel model : found) {
      Set<Results.Key> lines = Sets.intersection(Plan.needQuantized(model), chosen.keySet());
      if (!lines.isEmpty()) {
        try {
          model.quantize(plan.folder(photos(), Peers.FEW_IMAGES), WORK.toAbsolutePath());
        } catch (SkippedException e) {
          Set.copyOf(lines)
              .forEach(
                  line -> {
                    chosen.remove(line);
                    results.skip(line, e.getMessage());
                  });
        }
      }
    }
  }

  private void fill(Plan plan, BenchModel model, Machine machine, List<Path> photos, Path folder)
      throws IOException {
    if (model.takesFiles()) {
      plan.addLoop(model, folder);
    }
    if (rewrites) {
      plan.addRewrites(model);
    }
    if (sweep) {
      plan.addSweep(model);
    }
    plan.addBare(model, Precision.FLOAT32);
    plan.addClassify(model, folder, images);
    if (machine.processor().hasBfloat16Amx()) {
      plan.addBare(model, Precision.BFLOAT16);
      plan.addBfloat16(model, folder, images);
    }
    plan.addInt8(model, folder, images);
    if (large > 0) {
      plan.addLarge(model, large);
    }
    if (peers.isPresent()) {
      Peers inPython = new Peers(peers.get(), WORK.toAbsolutePath(), turnSeconds);
      for (Entry entry : inPython.entries(model, photos)) {
        plan.add(model.name(), entry);
      }
    }
  }

  private List<Path> photos() throws IOException {
    if (imageFolder.isPresent()) {
      return ImageFolder.files(imageFolder.get());
    }
    return Files.isDirectory(FLOWERS)
        ? ImageFolder.files(FLOWERS)
        : ImageFolder.write(24, 500, 375, WORK.resolve("small"));
  }

  private static void addLimits(Results results, List<BenchModel> found) {
    for (BenchModel model : found) {
      double operations = 2.0 * model.multiplyAdds();
      results.derive(
          new Results.Key(Names.MACHINE, Names.PRODUCTS),
          MatrixProducts.FLOPS_A_IMAGE / operations,
          new Results.Key(model.name(), Names.LIMIT),
          String.format(Locale.ROOT, "%.3f G multiply-adds an image", model.multiplyAdds() / 1e9));
    }
  }
}
