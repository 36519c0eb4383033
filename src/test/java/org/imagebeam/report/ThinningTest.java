package org.imagebeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThinningTest {
  @Test
  void shouldKeepWhatLiesOnColumnsOfItsOwn() {
    List<Curve.Point> points = points(3, 1, 4, 1, 5);
    assertEquals(points, Thinning.thin(points, point -> (long) point.x()));
    assertEquals(List.of(), Thinning.thin(List.of(), point -> 0));
  }

  @Test
  void shouldKeepTheEndsAndTheExtremesOfAColumn() {
    List<Curve.Point> points = points(3, 1, 4, 1, 5, 9, 2, 6, 5, 3);
    assertEquals(
        List.of(
            new Curve.Point(0, 3),
            new Curve.Point(1, 1),
            new Curve.Point(5, 9),
            new Curve.Point(9, 3)),
        Thinning.thin(points, point -> 0));
    assertEquals(
        List.of(
            new Curve.Point(0, 3),
            new Curve.Point(1, 1),
            new Curve.Point(4, 5),
            new Curve.Point(5, 9),
            new Curve.Point(6, 2),
            new Curve.Point(9, 3)),
        Thinning.thin(points, point -> (long) point.x() / 5));
  }

  @Test
  void shouldKeepOnePointOfAFlatColumnAtEachEnd() {
    assertEquals(
        List.of(new Curve.Point(0, 2), new Curve.Point(3, 2)),
        Thinning.thin(points(2, 2, 2, 2), point -> 7));
  }

  @Test
  void shouldNotMixColumnsThatACurveComesBackTo() {
    List<Curve.Point> back =
        List.of(
            new Curve.Point(0, 1),
            new Curve.Point(1, 2),
            new Curve.Point(0, 3),
            new Curve.Point(1, 4));
    assertEquals(back, Thinning.thin(back, point -> (long) point.x()));
  }

  private static List<Curve.Point> points(double... values) {
    List<Curve.Point> points = new ArrayList<>();
    for (double value : values) {
      points.add(new Curve.Point(points.size(), value));
    }
    return points;
  }
}
