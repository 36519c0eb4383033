package org.imagebeam.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The results for people and for programs. */
final class Report {
  private static final String WITH_START = "  with the JVM's start";

  private final Machine machine;
  private final double stolen;
  private final Results results;

  /**
   * @param stolen how much of the processors the hypervisor kept back meanwhile, of 1
   */
  Report(Machine machine, double stolen, Results results) {
    this.machine = machine;
    this.stolen = stolen;
    this.results = results;
  }

  /**
   * @param bases the line of each group that the others are held against
   * @param goals a second table, of {@link Goals}
   */
  String text(Map<String, String> bases, Table goals) {
    StringBuilder text = new StringBuilder(machine.text());
    text.append(
        String.format(Locale.ROOT, "meanwhile the hypervisor kept back %.1f %%%n%n", 100 * stolen));
    text.append(table(bases).text());
    if (goals.size() > 0) {
      text.append('\n').append(goals.text());
    }
    results
        .skipped()
        .forEach((line, reason) -> text.append("\nskipped ").append(line).append(": " + reason));
    return results.skipped().isEmpty() ? text.toString() : text.append('\n').toString();
  }

  private Table table(Map<String, String> bases) {
    Table table =
        new Table("", "images/s", "ratio", "CPU s/image", "peak MiB", "first row s", "rounds", "");
    results
        .groups()
        .forEach(
            (group, lines) -> {
              table.add(group.toUpperCase(Locale.ROOT), "", "", "", "", "", "", "");
              Optional<String> base = Optional.ofNullable(bases.get(group));
              lines.forEach((name, line) -> addTo(table, new Results.Key(group, name), line, base));
            });
    return table;
  }

  private void addTo(Table table, Results.Key key, Results.Line line, Optional<String> base) {
    table.add(
        key.name(),
        rate(line.spread(Sample::rate)),
        ratio(key, Sample::rate, base),
        median(line, Sample::cpu, 3),
        median(line, Sample::peak, 0),
        spread(line, Sample::first, 1),
        Integer.toString(line.samples().size()),
        line.note());
    if (line.samples().values().stream().allMatch(sample -> sample.whole().isPresent())) {
      table.add(
          WITH_START,
          rate(line.spread(Sample::wholeRate)),
          ratio(key, Sample::wholeRate, base),
          "",
          "",
          "",
          "",
          "");
    }
  }

  private static String rate(Spread spread) {
    return spread.text(spread.median() < 1000 ? 2 : 0);
  }

  private String ratio(Results.Key key, ToDoubleFunction<Sample> value, Optional<String> base) {
    return base.flatMap(
            name -> results.ratio(key, value, new Results.Key(key.group(), name), Sample::rate))
        .map(spread -> spread.text(2))
        .orElse("");
  }

  private static String median(
      Results.Line line, Function<Sample, OptionalDouble> value, int decimals) {
    return values(line, value)
        .map(spread -> String.format(Locale.ROOT, "%." + decimals + "f", spread.median()))
        .orElse("");
  }

  private static String spread(
      Results.Line line, Function<Sample, OptionalDouble> value, int decimals) {
    return values(line, value).map(spread -> spread.text(decimals)).orElse("");
  }

  private static Optional<Spread> values(
      Results.Line line, Function<Sample, OptionalDouble> value) {
    List<Double> values =
        line.samples().values().stream()
            .map(value)
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /** Writes all that was measured, round by round. */
  void write(Path file, List<String> arguments) throws IOException {
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    results
        .groups()
        .forEach(
            (group, lines) -> {
              Map<String, Object> described = new LinkedHashMap<>();
              lines.forEach((name, line) -> described.put(name, describe(line)));
              groups.put(group, described);
            });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cpu", machine.processor().name());
    json.put("flags", machine.flags());
    json.put("processors", machine.count());
    json.put("busy_at_start", machine.busy());
    json.put("stolen", stolen);
    json.put("arguments", arguments);
    json.put("results", groups);
    json.put("skipped", results.skipped());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
  }

  private static Map<String, Object> describe(Results.Line line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("note", line.note());
    json.put("rounds", line.samples().values().stream().map(Sample::values).toList());
    return json;
  }
}
