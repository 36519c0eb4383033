package org.imagebeam.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.CpuFeatures;

/** What must be reached, held against what was measured. */
final class Goals {
  private static final ToDoubleFunction<Sample> RATE = Sample::rate;

  /** How many times the images of the SavedModel in Python, by networks of Keras 3. */
  private static final Map<String, Double> OVER_UNMODIFIED =
      Map.of(
          "MobileNetV2", 1.5,
          "ResNet50", 1.5,
          "InceptionV3", 1.5,
          "EfficientNetB0", 1.2,
          "DenseNet121", 1.2,
          "MobileNetV3Large", 1.2,
          "ConvNeXtTiny", 1.0,
          "ViT", 1.0);

  private static final Set<String> INT8_FLAGS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

  private final Results results;
  private final Table table = new Table("RATIOS", "median [min..max]", "wanted", "");

  /** Whether the processor adds products of int8 in 32 bits. */
  private final boolean vnni;

  private Goals(Results results, CpuFeatures processor) {
    this.results = results;
    this.vnni = processor.flags().stream().anyMatch(INT8_FLAGS::contains);
  }

  /** The table of goals; without rows where nothing was measured that one speaks of. */
  static Table table(Results results, CpuFeatures processor) {
    Goals goals = new Goals(results, processor);
    results.groups().keySet().forEach(goals::addGroup);
    return goals.table;
  }

  private void addGroup(String group) {
    addModel(group);
    addGrowth(group);
  }

  private void addModel(String model) {
    Function<String, Results.Key> key = name -> new Results.Key(model, name);
    boolean inception = model.equals(BenchModel.INCEPTION);
    Results.Key classify = key.apply(Names.CLASSIFY);
    Results.Key bfloat16 = key.apply(Names.CLASSIFY_BFLOAT16);
    Results.Key loop = key.apply(Names.LOOP);
    ratio(classify, loop, inception ? 2.0 : 0);
    started(classify, loop);
    ratio(bfloat16, loop, inception ? 3.8 : 0);
    ratio(bfloat16, key.apply(Names.BARE_BFLOAT16), 0);
    ratio(classify, key.apply(Names.BARE), inception ? 0.92 : 0);
    fastest(model, Peers.NETWORKS).ifPresent(peer -> ratio(classify, peer, inception ? 1.0 : 0));
    ratio(classify, key.apply(Peers.UNMODIFIED), OVER_UNMODIFIED.getOrDefault(model, 0.0));
    if (OVER_UNMODIFIED.containsKey(model)) {
      ratio(classify, key.apply(Peers.OPENVINO_THROUGHPUT), 1);
    }
    Results.Key int8 = key.apply(Names.CLASSIFY_INT8);
    Results.Key bareInt8 = key.apply(Names.BARE_INT8);
    ratio(int8, loop, inception ? (vnni ? 7.0 : 3.2) : 0);
    ratio(int8, classify, inception ? (vnni ? 3.3 : 1.5) : 0);
    ratio(int8, bfloat16, inception ? 1.5 : 0);
    ratio(int8, bareInt8, inception ? 0.85 : 0);
    ratio(bareInt8, key.apply(Names.BARE), 0);
    for (String peer : List.of(Peers.OPENVINO_INT8, Peers.ONNX_INT8)) {
      ratio(int8, key.apply(peer), 0);
      ratio(bareInt8, key.apply(peer), inception ? 1 : 0);
    }
    ratio(key.apply(Names.LARGE), classify, 0);
    ratio(key.apply(Names.LARGE_FAST), classify, inception ? 0.85 : 0);
    atMost(classify, "peak memory, MiB", 0, Sample::peak, inception ? 1536 : 0);
    atMost(classify, "first row, s", 2, Sample::first, model.equals(ModelFolder.EMBEDDED) ? 6 : 0);
  }

  private void addGrowth(String group) {
    Results.Key more = new Results.Key(group, Plan.growthName(10_000));
    Results.Key fewer = new Results.Key(group, Plan.growthName(1_000));
    ToDoubleFunction<Sample> peak = sample -> sample.peak().orElse(Double.NaN);
    results
        .ratio(more, peak, fewer, peak)
        .ifPresent(
            spread ->
                add(
                    group + ": peak memory of 10,000 images / of 1,000",
                    spread,
                    2,
                    "<= 1.05",
                    spread.median() <= 1.05));
  }

  private Optional<Results.Key> fastest(String model, Set<String> names) {
    return results.groups().getOrDefault(model, Map.of()).entrySet().stream()
        .filter(line -> names.contains(line.getKey()))
        .max(Comparator.comparingDouble(line -> line.getValue().spread(RATE).median()))
        .map(line -> new Results.Key(model, line.getKey()));
  }

  private void ratio(Results.Key line, Results.Key base, double wanted) {
    results
        .ratio(line, RATE, base, RATE)
        .ifPresent(spread -> addAtLeast(line + " / " + base.name(), spread, wanted));
  }

  private void started(Results.Key line, Results.Key base) {
    results
        .ratio(line, Sample::wholeRate, base, RATE)
        .ifPresent(
            spread -> addAtLeast(line + ", with the JVM's start / " + base.name(), spread, 0));
  }

  private void atMost(
      Results.Key line,
      String what,
      int decimals,
      Function<Sample, OptionalDouble> value,
      double wanted) {
    results
        .find(line)
        .filter(
            found -> found.samples().values().stream().allMatch(s -> value.apply(s).isPresent()))
        .ifPresent(
            found -> {
              Spread spread = found.spread(sample -> value.apply(sample).getAsDouble());
              String limit = wanted == 0 ? "" : String.format(Locale.ROOT, "<= %.0f", wanted);
              add(line + ": " + what, spread, decimals, limit, spread.median() <= wanted);
            });
  }

  private void addAtLeast(String what, Spread spread, double wanted) {
    String limit = wanted == 0 ? "" : String.format(Locale.ROOT, ">= %.2f", wanted);
    add(what, spread, 2, limit, spread.median() >= wanted);
  }

  private void add(String what, Spread spread, int decimals, String wanted, boolean met) {
    table.add(what, spread.text(decimals), wanted, wanted.isEmpty() ? "" : met ? "met" : "MISSED");
  }
}
