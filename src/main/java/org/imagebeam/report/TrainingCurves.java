package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A chart of how a training went, as SVG to stand inside a page of {@link HtmlReport}. */
public final class TrainingCurves {
  private static final MathContext DIGITS = new MathContext(6);
  private static final double WIDTH = 720;
  private static final double HEIGHT = 320;
  private static final double LEFT = 64;
  private static final double RIGHT = 16;
  private static final double TOP = 16;
  private static final double BOTTOM = 44;

  /** Points of a curve that are marked, each with its values, at most. */
  private static final int MOST_MARKED = 200;

  private final Axis across;
  private final Axis up;
  private final List<Curve> curves;

  private TrainingCurves(List<Curve> curves) {
    this.curves = List.copyOf(curves);
    List<Curve.Point> points = curves.stream().flatMap(curve -> curve.points().stream()).toList();
    if (points.isEmpty()) {
      throw new IllegalArgumentException("there are no points to draw");
    }
    this.across =
        Axis.ofWholeNumbers(
            points.stream().mapToDouble(Curve.Point::x).min().orElseThrow(),
            points.stream().mapToDouble(Curve.Point::x).max().orElseThrow());
    this.up =
        Axis.around(
            points.stream().mapToDouble(Curve.Point::y).min().orElseThrow(),
            points.stream().mapToDouble(Curve.Point::y).max().orElseThrow());
  }

  /**
   * Draws curves over whole numbers such as epochs. Of a curve with up to 200 points each is marked
   * and tells its values.
   *
   * @param title what a reader who can't see it is told, and the caption
   * @param acrossLabel what the numbers are
   * @return a {@code figure} element
   * @throws IllegalArgumentException if no curve has a point
   */
  public static String figure(String title, String acrossLabel, List<Curve> curves) {
    requireNonNull(title, "title is null");
    requireNonNull(acrossLabel, "acrossLabel is null");
    return new TrainingCurves(curves).draw(Html.escape(title), Html.escape(acrossLabel));
  }

  private String draw(String title, String acrossLabel) {
    StringBuilder svg = new StringBuilder("<figure>\n<figcaption>" + title + "</figcaption>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            title));
    for (double tick : up.ticks()) {
      line(svg, "grid", LEFT, y(tick), WIDTH - RIGHT, y(tick));
      text(svg, "value", "end", LEFT - 8, y(tick) + 4, up.label(tick));
    }
    for (double tick : across.ticks()) {
      line(svg, "tick", x(tick), HEIGHT - BOTTOM, x(tick), HEIGHT - BOTTOM + 5);
      text(svg, "value", "middle", x(tick), HEIGHT - BOTTOM + 20, across.label(tick));
    }
    text(svg, "across", "middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, acrossLabel);
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, curves.get(i), i);
    }
    return svg.append("</svg>\n").append(legend()).append("</figure>\n").toString();
  }

  private void draw(StringBuilder svg, Curve curve, int number) {
    String points =
        Thinning.thin(curve.points(), point -> (long) x(point.x())).stream()
            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.x()), y(point.y())))
            .collect(Collectors.joining(" "));
    svg.append(
        String.format(
            Locale.ROOT, "<polyline class=\"curve curve-%d\" points=\"%s\"/>%n", number, points));
    // Of more, each would cover its neighbours and weigh ten times what the line does.
    if (curve.points().size() <= MOST_MARKED) {
      curve.points().forEach(point -> mark(svg, curve.name(), point, number));
    }
  }

  private void mark(StringBuilder svg, String name, Curve.Point point, int number) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"dot-%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>%n",
            number,
            x(point.x()),
            y(point.y()),
            Html.escape(name + ": " + text(point.y()) + " at " + text(point.x()))));
  }

  private String legend() {
    StringBuilder legend = new StringBuilder("<ul class=\"legend\">\n");
    for (int i = 0; i < curves.size(); i++) {
      legend.append(
          String.format(
              Locale.ROOT, "<li class=\"key-%d\">%s</li>%n", i, Html.escape(curves.get(i).name())));
    }
    return legend.append("</ul>\n").toString();
  }

  private double x(double value) {
    return LEFT + across.position(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - up.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void line(
      StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(
      StringBuilder svg, String style, String anchor, double x, double y, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
            style,
            anchor,
            x,
            y,
            text));
  }

  private static String text(double value) {
    return new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString();
  }
}
