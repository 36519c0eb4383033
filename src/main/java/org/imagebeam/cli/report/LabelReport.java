package org.imagebeam.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.local.Json;
import org.imagebeam.model.LabelMap;
import org.imagebeam.table.SpreadsheetCells;
import org.imagebeam.wordnet.Synset;
import org.imagebeam.wordnet.WordNet;

/**
 * The classes of a model: the output if there are several, the class's number, its WordNet id, its
 * words and the groups that it is a kind of. Columns that would be empty are left out.
 */
public final class LabelReport {
  private static final String NODE = "node_id";
  private static final String GROUPS = "groups";

  /** In a line for people. All of them are in the other formats. */
  private static final int GROUPS_SHOWN = 3;

  private final List<Row> rows;
  private final long all;

  /**
   * A class.
   *
   * @param head of the output, empty for the first
   */
  private record Row(String head, int number, LabelMap.Label label) {}

  private LabelReport(List<Row> rows, long all) {
    this.rows = rows;
    this.all = all;
  }

  /** Makes a report on the classes that are wanted. */
  public static LabelReport of(LabelMap labels, Predicate<LabelMap.Label> wanted) {
    requireNonNull(wanted, "wanted is null");
    List<Row> rows = new ArrayList<>(rows("", labels));
    new TreeMap<>(labels.heads()).forEach((head, map) -> rows.addAll(rows(head, map)));
    return new LabelReport(
        rows.stream().filter(row -> wanted.test(row.label())).toList(), rows.size());
  }

  private static List<Row> rows(String head, LabelMap labels) {
    List<Row> rows = new ArrayList<>();
    new TreeMap<>(labels.labels())
        .forEach((number, label) -> rows.add(new Row(head, number, label)));
    return rows;
  }

  /** Returns how many classes are wanted, of how many. */
  public String count() {
    return rows.size() + " of " + all + " classes";
  }

  /** The names of the columns that say something. */
  private List<String> header() {
    List<String> header = new ArrayList<>();
    if (rows.stream().anyMatch(row -> !row.head().isEmpty())) {
      header.add("head");
    }
    header.add(NODE);
    if (rows.stream().anyMatch(row -> !row.label().synset().isEmpty())) {
      header.add("synset");
    }
    header.add("label");
    if (rows.stream().anyMatch(row -> WordNet.ofImageNet().has(row.label().synset()))) {
      header.add(GROUPS);
    }
    return header;
  }

  private static Object cell(Row row, String column) {
    return switch (column) {
      case "head" -> row.head();
      case NODE -> row.number();
      case "synset" -> row.label().synset();
      case GROUPS -> groups(row);
      default -> row.label().words();
    };
  }

  private static List<String> groups(Row row) {
    return WordNet.ofImageNet().groups(row.label().synset()).stream().map(Synset::name).toList();
  }

  /** Prints columns for people, with the nearest groups. */
  public void print(PrintWriter out) {
    List<String> header = header();
    TextTable table =
        new TextTable(
            header.stream().map(name -> name.replace('_', ' ').toUpperCase(Locale.ROOT)).toList(),
            Set.of(header.indexOf(NODE)));
    for (Row row : rows) {
      table.add(
          header.stream()
              .map(name -> name.equals(GROUPS) ? nearest(groups(row)) : cell(row, name).toString())
              .toList());
    }
    table.print(out);
  }

  private static String nearest(List<String> groups) {
    String near = joined(groups.subList(0, Math.min(GROUPS_SHOWN, groups.size())));
    return groups.size() > GROUPS_SHOWN ? near + "; ..." : near;
  }

  private static String joined(List<String> groups) {
    return String.join("; ", groups);
  }

  /** Prints CSV with a header, the groups between semicolons. */
  public void printCsv(PrintWriter out) throws IOException {
    List<String> header = header();
    // Not closed: it is the command's output.
    CSVPrinter printer = new CSVPrinter(out, SpreadsheetCells.format(false));
    printer.printRecord(header);
    for (Row row : rows) {
      printer.printRecord(
          header.stream()
              .map(name -> name.equals(GROUPS) ? joined(groups(row)) : cell(row, name))
              .toList());
    }
    printer.flush();
  }

  /** Prints a JSON object a line, the groups as an array. */
  public void printLines(PrintWriter out) throws IOException {
    List<String> header = header();
    ObjectWriter json = Json.INDENTED.writer().without(SerializationFeature.INDENT_OUTPUT);
    for (Row row : rows) {
      Map<String, Object> members = new LinkedHashMap<>();
      header.forEach(name -> members.put(name, cell(row, name)));
      out.println(json.writeValueAsString(members));
    }
  }
}
