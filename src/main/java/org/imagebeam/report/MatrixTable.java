package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as a table: a row a true class, a column a predicted one, each cell shaded by
 * its share of its row.
 */
final class MatrixTable {
  /** With more classes than these, the columns' headers stand upright and stay in sight. */
  private static final int FEW = 8;

  private final List<String> labels;
  private final long[][] counts;

  private MatrixTable(List<String> labels, long[][] counts) {
    this.labels = List.copyOf(labels);
    this.counts = counts;
    if (labels.isEmpty() || counts.length != labels.size()) {
      throw new IllegalArgumentException(
          counts.length + " rows are no matrix of " + labels.size() + " classes");
    }
    for (int i = 0; i < counts.length; i++) {
      if (counts[i].length != labels.size() || Arrays.stream(counts[i]).anyMatch(n -> n < 0)) {
        throw new IllegalArgumentException(
            "the row of '" + labels.get(i) + "' is not of " + labels.size() + " counts");
      }
    }
  }

  /**
   * A {@code figure} element, which scrolls where it has no room.
   *
   * @param labels of the classes
   * @param counts by true class, then by predicted one
   * @throws IllegalArgumentException if the counts aren't a square of as many as there are labels
   */
  static String figure(String caption, List<String> labels, long[][] counts) {
    requireNonNull(caption, "caption is null");
    return new MatrixTable(labels, counts).draw(Html.escape(caption));
  }

  private String draw(String caption) {
    StringBuilder table = new StringBuilder("<figure>\n<figcaption>" + caption + "</figcaption>\n");
    boolean many = labels.size() > FEW;
    table.append("<div class=\"scroll").append(many ? " tall" : "");
    // What scrolls has to be reached by keyboard, and a reader has to be told what it is.
    table.append("\" role=\"region\" tabindex=\"0\" aria-label=\"").append(caption);
    table.append("\">\n<table class=\"matrix").append(many ? " many" : "");
    table.append("\">\n<thead><tr>");
    table.append("<td>true \\ predicted</td>");
    for (String label : labels) {
      header(table, "col", label);
    }
    header(table, "col", "total");
    table.append("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < counts.length; i++) {
      table.append("<tr>");
      header(table, "row", labels.get(i));
      row(table, counts[i]);
      table.append("</tr>\n");
    }
    return table.append("</tbody>\n</table>\n</div>\n</figure>\n").toString();
  }

  private static void header(StringBuilder table, String scope, String text) {
    table.append("<th scope=\"").append(scope).append("\"><span>").append(Html.escape(text));
    table.append("</span></th>");
  }

  private static void row(StringBuilder table, long[] counts) {
    long total = Arrays.stream(counts).sum();
    for (long count : counts) {
      table.append("<td");
      // Of hundreds of classes nearly all cells are empty: they stay short.
      if (count > 0) {
        double share = (double) count / total;
        table.append(String.format(Locale.ROOT, " style=\"--share:%.3f\"", share));
      }
      table.append('>').append(count).append("</td>");
    }
    table.append("<td class=\"total\">").append(total).append("</td>");
  }
}
