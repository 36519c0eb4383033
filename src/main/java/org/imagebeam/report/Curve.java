package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

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

  public Curve {
    requireNonNull(name, "name is null");
    points = List.copyOf(points);
  }
}
