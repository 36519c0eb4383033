package org.imagebeam.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What has been measured, by group and line. For one thread. */
final class Results {
  private final Map<Key, Line> lines = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  /** A line of the table. */
  record Key(String group, String name) {
    @Override
    public String toString() {
      return group + ": " + name;
    }
  }

  /** A line with what each round gave. */
  record Line(String note, Map<Integer, Sample> samples) {
    Spread spread(ToDoubleFunction<Sample> value) {
      return Spread.of(samples.values().stream().map(value::applyAsDouble).toList());
    }
  }

  void add(Key key, String note, int round, Sample sample) {
    lines.computeIfAbsent(key, k -> new Line(note, new TreeMap<>())).samples().put(round, sample);
  }

  /** Has a line with the rates of another one, each times {@code factor}. */
  void derive(Key from, double factor, Key key, String note) {
    find(from)
        .ifPresent(
            line ->
                line.samples()
                    .forEach(
                        (round, sample) ->
                            add(key, note, round, Sample.rateAlone(sample.rate() * factor))));
  }

  void skip(Key key, String reason) {
    skipped.put(key.toString(), reason);
  }

  Optional<Line> find(Key key) {
    return Optional.ofNullable(lines.get(key));
  }

  /** The lines of each group, in the order in which they came. */
  Map<String, Map<String, Line>> groups() {
    Map<String, Map<String, Line>> groups = new LinkedHashMap<>();
    lines.forEach(
        (key, line) ->
            groups
                .computeIfAbsent(key.group(), group -> new LinkedHashMap<>())
                .put(key.name(), line));
    return groups;
  }

  /** Why lines are missing, or have fewer rounds. */
  Map<String, String> skipped() {
    return new LinkedHashMap<>(skipped);
  }

  /**
   * One line's value divided by another's, round by round.
   *
   * @return none if there is no round that both have
   */
  Optional<Spread> ratio(
      Key line, ToDoubleFunction<Sample> value, Key base, ToDoubleFunction<Sample> baseValue) {
    List<Double> ratios = new ArrayList<>();
    Map<Integer, Sample> bases = find(base).map(Line::samples).orElse(Map.of());
    find(line)
        .map(Line::samples)
        .orElse(Map.of())
        .forEach(
            (round, sample) -> {
              if (bases.containsKey(round)) {
                ratios.add(value.applyAsDouble(sample) / baseValue.applyAsDouble(bases.get(round)));
              }
            });
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
