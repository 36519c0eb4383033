package org.imagebeam.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Leaves out points of a curve that nobody would see: of those in a row that fall on one column of
 * the drawing, the first, the lowest, the highest and the last paint the same as all of them (Jugel
 * et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Peaks stay, as
 * they don't where every so-manieth point is taken.
 */
final class Thinning {
  private Thinning() {}

  /**
   * The points that matter, in their order.
   *
   * @param column of the drawing that a point falls on
   */
  static List<Curve.Point> thin(List<Curve.Point> points, ToLongFunction<Curve.Point> column) {
    List<Curve.Point> kept = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= points.size(); i++) {
      if (i == points.size()
          || column.applyAsLong(points.get(i)) != column.applyAsLong(points.get(from))) {
        keep(points.subList(from, i), kept);
        from = i;
      }
    }
    return kept;
  }

  private static void keep(List<Curve.Point> run, List<Curve.Point> kept) {
    int lowest = 0;
    int highest = 0;
    for (int i = 1; i < run.size(); i++) {
      lowest = run.get(i).y() < run.get(lowest).y() ? i : lowest;
      highest = run.get(i).y() > run.get(highest).y() ? i : highest;
    }
    for (int i = 0; i < run.size(); i++) {
      if (i == 0 || i == lowest || i == highest || i == run.size() - 1) {
        kept.add(run.get(i));
      }
    }
  }
}
