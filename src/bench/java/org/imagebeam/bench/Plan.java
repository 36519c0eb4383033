package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.session.Precision;

/** What will be measured, in the table's order. */
final class Plan {
  /** Images a batch. */
  private static final List<Integer> SWEEP = List.of(1, 2, 4, 8, 16, 32);

  /** What one would take for batches one after another. */
  private static final int WIDE_BATCH = 8;

  private static final int LARGE_WIDTH = 4000;
  private static final int LARGE_HEIGHT = 3000;

  /** Different ones: enough that no cache holds their pixels. */
  private static final int LARGE_IMAGES = 12;

  private final Path work;
  private final double turnSeconds;
  private final Map<Results.Key, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> bases = new LinkedHashMap<>();

  /**
   * @param work a folder for all that is written
   * @param turnSeconds how long a contender's turn should take
   */
  Plan(Path work, double turnSeconds) {
    this.work = work;
    this.turnSeconds = turnSeconds;
  }

  /** The lines, in order. */
  Map<Results.Key, Entry> entries() {
    return new LinkedHashMap<>(entries);
  }

  /** The line of each group that the others are held against. */
  Map<String, String> bases() {
    return new LinkedHashMap<>(bases);
  }

  void add(String group, Entry entry) {
    entries.put(new Results.Key(group, entry.name()), entry);
  }

  /** How fast the machine multiplies matrices. */
  void addMachine() {
    add(
        Names.MACHINE,
        contender(
            Names.MACHINE,
            Names.PRODUCTS,
            "TensorFlow's MatMul, 1536 x 1536",
            List.of(Contender.PRODUCTS)));
  }

  /** What a model's other lines are held against. */
  void addLoop(BenchModel model, Path folder) {
    bases.put(model.name(), Names.LOOP);
    add(
        model.name(),
        contender(
            model.name(),
            Names.LOOP,
            "the graph as it is, an image a run",
            List.of(Contender.LOOP, model.location(), folder.toString())));
  }

  /** The network alone. */
  void addBare(BenchModel model, Precision precision) {
    add(
        model.name(),
        network(
            model,
            precision == Precision.FLOAT32 ? Names.BARE : Names.BARE_BFLOAT16,
            ClassifyWay.rewriting(precision),
            ClassifyWay.settings(precision)));
  }

  /** The pipeline on the {@code count} images of a folder. */
  void addClassify(BenchModel model, Path folder, int count) {
    add(model.name(), classify(model, model.name(), Names.CLASSIFY, folder, count, List.of()));
  }

  /** The pipeline in bfloat16. */
  void addBfloat16(BenchModel model, Path folder, int count) {
    add(
        model.name(),
        classify(
            model,
            model.name(),
            Names.CLASSIFY_BFLOAT16,
            folder,
            count,
            List.of("--precision=bfloat16")));
  }

  /** The network alone and the pipeline in int8, of {@link BenchModel#quantized}. */
  void addInt8(BenchModel model, Path folder, int count) {
    BenchModel quantized = model.quantized(work);
    NetworkSettings settings = ClassifyWay.settings(Precision.INT8);
    Rewriting rewriting = ClassifyWay.rewriting(Precision.INT8);
    add(model.name(), network(model.name(), quantized, Names.BARE_INT8, rewriting, settings));
    add(
        model.name(),
        classify(quantized, model.name(), Names.CLASSIFY_INT8, folder, count, List.of()));
  }

  /** The lines that need {@link BenchModel#quantized} of a model to be there. */
  static Set<Results.Key> needQuantized(BenchModel model) {
    return Set.of(
        new Results.Key(model.name(), Names.BARE_INT8),
        new Results.Key(model.name(), Names.CLASSIFY_INT8));
  }

  /** The pipeline on images as cameras make them. */
  void addLarge(BenchModel model, int count) throws IOException {
    List<Path> images =
        ImageFolder.write(
            Math.min(LARGE_IMAGES, count), LARGE_WIDTH, LARGE_HEIGHT, work.resolve("large"));
    Path folder = ImageFolder.repeat(images, count, work.resolve("large-" + count));
    add(
        model.name(),
        classify(model, model.name(), Names.LARGE, folder, count, List.of("--decode=exact")));
    add(
        model.name(),
        classify(model, model.name(), Names.LARGE_FAST, folder, count, List.of("--decode=fast")));
  }

  /** What each step from the loop to the bare session gains. */
  void addRewrites(BenchModel model) {
    NetworkSettings settings = ClassifyWay.settings(Precision.FLOAT32);
    for (NetworkSettings before :
        List.of(
            NetworkSettings.oneAfterAnother(1),
            NetworkSettings.oneAfterAnother(WIDE_BATCH),
            settings)) {
      add(
          model.name(),
          network(
              model,
              Rewriting.NONE.description() + ", " + before.description(),
              Rewriting.NONE,
              before));
    }
    Rewriting whole = ClassifyWay.rewriting(Precision.FLOAT32);
    Rewriting before = Rewriting.NONE;
    for (int count = 1; count <= whole.steps().size(); count++) {
      Rewriting next = whole.first(count);
      if (model.changes(before, next)) {
        add(model.name(), network(model, next.description(), next, settings));
        before = next;
      }
    }
  }

  /** The bare session with other batches. */
  void addSweep(BenchModel model) {
    Rewriting rewriting = ClassifyWay.rewriting(Precision.FLOAT32);
    for (int batch : SWEEP) {
      for (NetworkSettings settings :
          List.of(
              NetworkSettings.oneAfterAnother(batch),
              NetworkSettings.sideBySide(batch, Precision.FLOAT32))) {
        add(model.name(), network(model, "bare, " + settings.description(), rewriting, settings));
      }
    }
  }

  /** The pipeline on ever more images. */
  void addGrowth(BenchModel model, List<Path> images, List<Integer> counts) throws IOException {
    String group = growthGroup(model);
    bases.put(group, growthName(counts.get(0)));
    for (int count : counts) {
      Path folder = folder(images, count);
      add(group, classify(model, group, growthName(count), folder, count, List.of()));
    }
  }

  static String growthGroup(BenchModel model) {
    return "growth, " + model.name();
  }

  static String growthName(int count) {
    return String.format(Locale.ROOT, "classify, %,d", count);
  }

  /** A folder of {@code count} links to images. */
  Path folder(List<Path> images, int count) throws IOException {
    return ImageFolder.repeat(images, count, work.resolve("pictures-" + count));
  }

  private Entry network(
      BenchModel model, String name, Rewriting rewriting, NetworkSettings settings) {
    return network(model.name(), model, name, rewriting, settings);
  }

  private Entry network(
      String group, BenchModel model, String name, Rewriting rewriting, NetworkSettings settings) {
    return new ContenderEntry(
        name,
        settings.description(),
        Child.network(
            List.of(Contender.NETWORK, model.location(), rewriting.text(), settings.text())),
        Logs.file(work, group + " " + name),
        turnSeconds);
  }

  private Entry contender(String group, String name, String note, List<String> args) {
    return new ContenderEntry(
        name, note, Child.java(args), Logs.file(work, group + " " + name), turnSeconds);
  }

  private Entry classify(
      BenchModel model, String group, String name, Path folder, int count, List<String> options) {
    List<String> all = new ArrayList<>(List.of("--model=" + model.location()));
    all.addAll(options);
    String line = group + " " + name;
    return new ClassifyEntry(
        name, folder, count, all, Logs.output(work, line), Logs.file(work, line));
  }
}
