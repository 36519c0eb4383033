package org.imagebeam.retrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.table.SpreadsheetCells;

/** Counts how often images of each class were taken for which. Not thread-safe. */
final class ConfusionMatrix {
  private final List<String> labels;
  private final long[][] counts;

  /**
   * @param labels of the classes, in the order of their numbers
   */
  ConfusionMatrix(List<String> labels) {
    this.labels = List.copyOf(labels);
    this.counts = new long[labels.size()][labels.size()];
  }

  /**
   * Counts an image.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  void add(int truth, int predicted) {
    counts[check(truth)][check(predicted)]++;
  }

  List<String> labels() {
    return labels;
  }

  /** Returns how many images of class {@code truth} were taken for {@code predicted}. */
  long count(int truth, int predicted) {
    return counts[check(truth)][check(predicted)];
  }

  /** Returns a copy of all counts: by true class, then by predicted one. */
  long[][] counts() {
    long[][] copy = new long[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      copy[i] = counts[i].clone();
    }
    return copy;
  }

  /** Returns the number of all images. */
  long total() {
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += ofClass(i);
    }
    return total;
  }

  /** Returns how many are named right, of 1; NaN if there are no images. */
  double accuracy() {
    long right = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
    }
    return (double) right / total();
  }

  /**
   * Returns how many of the images that were taken for a class are of it, of 1; NaN if none was.
   */
  double precision(int label) {
    long taken = 0;
    for (long[] row : counts) {
      taken += row[check(label)];
    }
    return (double) count(label, label) / taken;
  }

  /** Returns how many of a class's images were taken for it, of 1; NaN if there are none. */
  double recall(int label) {
    return (double) count(label, label) / ofClass(check(label));
  }

  /**
   * Returns the table by RFC 4180: a row a true class, a column a predicted one, and the rows'
   * totals.
   *
   * @param shielded whether labels are kept from being formulas, see {@link SpreadsheetCells}
   */
  String csv(boolean shielded) {
    List<String> names = shielded ? SpreadsheetCells.shield(labels) : labels;
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, SpreadsheetCells.format(shielded))) {
      List<Object> header = new ArrayList<>(names);
      header.add(0, "class");
      header.add("total");
      printer.printRecord(header);
      for (int i = 0; i < counts.length; i++) {
        List<Object> row = new ArrayList<>();
        row.add(names.get(i));
        for (long count : counts[i]) {
          row.add(count);
        }
        row.add(ofClass(i));
        printer.printRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory could not be written to", e);
    }
    return text.toString();
  }

  private long ofClass(int truth) {
    long sum = 0;
    for (long count : counts[truth]) {
      sum += count;
    }
    return sum;
  }

  private int check(int label) {
    return Objects.checkIndex(label, labels.size());
  }
}
