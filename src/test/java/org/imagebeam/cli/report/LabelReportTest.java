package org.imagebeam.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.LabelMap.Label;
import org.junit.jupiter.api.Test;

class LabelReportTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text, true);

  @Test
  void shouldNameTheOutputOfEachClassWhereThereAreSeveral() throws IOException {
    LabelMap labels =
        new LabelMap(
            Map.of(1, new Label("", "rose"), 0, new Label("", "tulip")),
            Map.of("colour", new LabelMap(Map.of(0, new Label("", "dark red")))));
    LabelReport report = LabelReport.of(labels, label -> true);
    report.print(out);
    assertEquals(
        List.of(
            "HEAD    NODE ID  LABEL",
            "              0  tulip",
            "              1  rose",
            "colour        0  dark red"),
        text.toString().lines().toList());
    text.getBuffer().setLength(0);
    report.printCsv(out);
    assertEquals(
        "head,node_id,label\r\n\"\",0,tulip\r\n\"\",1,rose\r\ncolour,0,dark red\r\n",
        text.toString());
  }

  @Test
  void shouldLeaveGroupsOutWhereTheyAreNotKnown() {
    LabelMap labels =
        new LabelMap(Map.of(0, new Label("", "background"), 1, new Label("n99999999", "a thing")));
    LabelReport report = LabelReport.of(labels, label -> !label.synset().isEmpty());
    report.print(out);
    assertEquals(
        List.of("NODE ID  SYNSET     LABEL", "      1  n99999999  a thing"),
        text.toString().lines().toList());
    assertEquals("1 of 2 classes", report.count());
  }
}
