package org.imagebeam.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one turn gave.
 *
 * @param rate images a second
 * @param cpu seconds of processor time an image
 * @param peak MiB that the process has had in memory at most, so far
 * @param whole images a second from the start of the process to its end, where it has both
 * @param first seconds from the start of the process to the first row committed, where it has rows
 */
record Sample(
    double rate,
    OptionalDouble cpu,
    OptionalDouble peak,
    OptionalDouble whole,
    OptionalDouble first) {

  static Sample of(double rate, OptionalDouble cpu, OptionalDouble peak) {
    return new Sample(rate, cpu, peak, OptionalDouble.empty(), OptionalDouble.empty());
  }

  static Sample rateAlone(double rate) {
    return of(rate, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** The rate with the process's start, or without if it has none of its own. */
  double wholeRate() {
    return whole.orElse(rate);
  }

  /** What there is, by name. */
  Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("images_per_second", rate);
    cpu.ifPresent(value -> values.put("cpu_seconds_per_image", value));
    peak.ifPresent(value -> values.put("peak_mebibytes", value));
    whole.ifPresent(value -> values.put("images_per_second_with_start", value));
    first.ifPresent(value -> values.put("seconds_to_first_row", value));
    return values;
  }
}
