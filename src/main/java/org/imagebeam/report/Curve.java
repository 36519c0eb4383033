package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A line through points.
 *
 * @param name for the legend
 * @param points in the order in which they are joined
 */
public record Curve(String name, List<Point> points) {
  /** A place on a chart. */
  public record Point(double x, double y) {
    /**
     * @throws IllegalArgumentException if a coordinate isn't finite
     */
    public Point {
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("(" + x + ", " + y + ") is no place on a chart");
      }
    }
  }

  /**
   * A curve through what rows of a table tell. What isn't a number has no place on a chart, and is
   * left out; the table has it.
   *
   * @param x of a row, always a number
   * @param y of a row
   */
  public static <R> Curve of(
      String name, List<R> rows, ToDoubleFunction<R> x, ToDoubleFunction<R> y) {
    List<Point> points = new ArrayList<>();
    for (R row : rows) {
      double value = y.applyAsDouble(row);
      if (Double.isFinite(value)) {
        points.add(new Point(x.applyAsDouble(row), value));
      }
    }
    return new Curve(name, points);
  }

  public Curve {
    requireNonNull(name, "name is null");
    points = List.copyOf(points);
  }
}
