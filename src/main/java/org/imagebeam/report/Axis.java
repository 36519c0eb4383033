package org.imagebeam.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One side of a chart: from where to where it runs, and where its ticks are.
 *
 * @param from the value at its start
 * @param to the value at its end, above {@code from}
 * @param step between ticks: 1, 2 or 5 times a power of ten
 */
record Axis(double from, double to, double step) {
  private static final int TICKS = 5;

  /** An axis of round numbers that has room for all values from {@code least} to {@code most}. */
  static Axis around(double least, double most) {
    double span = most - least;
    if (span == 0) {
      span = least == 0 ? 1 : Math.abs(least) / 10;
    }
    double step = roundStep(span / TICKS);
    double from = Math.floor(least / step) * step;
    double to = Math.ceil(most / step) * step;
    return new Axis(from, to > from ? to : from + step, step);
  }

  /** Returns an axis for values that are whole numbers. */
  static Axis ofWholeNumbers(double least, double most) {
    Axis axis = around(least, most);
    if (axis.step() >= 1) {
      return axis;
    }
    double from = Math.floor(least);
    return new Axis(from, Math.max(Math.ceil(most), from + 1), 1);
  }

  private static double roundStep(double wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double digit = wanted / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /** How far along a value is, from 0 to 1. */
  double position(double value) {
    return (value - from) / (to - from);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    // By counting, since sums of steps drift.
    for (int i = 0; i <= Math.round((to - from) / step); i++) {
      ticks.add(from + i * step);
    }
    return ticks;
  }

  /** A tick's value with as many decimals as tell it from the next. */
  String label(double tick) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", tick);
  }
}
