package org.imagebeam.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String EVIL = "<script>alert(\"x\")</script> & 'y'";
  private static final Curve CURVE =
      new Curve(
          "test",
          List.of(new Curve.Point(0, 0.8), new Curve.Point(1, 0.9), new Curve.Point(2, 0.91)));

  @Test
  void shouldDrawACurve() throws Exception {
    Document figure = parse(TrainingCurves.figure("Accuracy", "epoch", List.of(CURVE)));
    Element line = (Element) figure.getElementsByTagName("polyline").item(0);
    // From the left edge at 0.80 to the right one at 0.91, between the ticks 0.80 and 0.95.
    assertEquals("64.0,276.0 384.0,102.7 704.0,85.3", line.getAttribute("points"));
    assertEquals(3, figure.getElementsByTagName("circle").getLength());
    assertEquals("test: 0.9 at 1", figure.getElementsByTagName("title").item(1).getTextContent());
    assertEquals("test", figure.getElementsByTagName("li").item(0).getTextContent());
    assertEquals(
        "Accuracy",
        ((Element) figure.getElementsByTagName("svg").item(0)).getAttribute("aria-label"));
  }

  @Test
  void shouldGiveEachCurveAColour() throws Exception {
    Document figure = parse(TrainingCurves.figure("x", "y", List.of(CURVE, CURVE)));
    assertEquals(2, figure.getElementsByTagName("polyline").getLength());
    String page = page(new HtmlReport("t").curves("x", "y", List.of(CURVE, CURVE)));
    assertTrue(page.contains("class=\"curve curve-1\""), page);
    assertTrue(page.contains(".curve-1 { stroke: var(--c1); }"), page);
  }

  @Test
  void shouldEscapeAllText() {
    String page =
        page(
            new HtmlReport(EVIL)
                .paragraph(EVIL)
                .table(List.of(EVIL), List.of(List.of(EVIL)))
                .curves(EVIL, EVIL, List.of(new Curve(EVIL, CURVE.points()))));
    assertFalse(page.contains("<script"), page);
    assertTrue(
        page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;"), page);
  }

  @Test
  void shouldNeedNothingFromElsewhere() {
    String page = page(new HtmlReport("Ä").curves("x", "y", List.of(CURVE)));
    assertFalse(Pattern.compile("https?:|//|url\\(|@import|<link|<img|src=").matcher(page).find());
    assertTrue(page.contains("prefers-color-scheme: dark"), page);
    assertTrue(page.startsWith("<!DOCTYPE html>\n"), page);
    assertTrue(page.contains("<title>Ä</title>"), page);
  }

  @Test
  void shouldShowATable() {
    String page = page(new HtmlReport("t").table(List.of("a", "b"), List.of(List.of("1", "2"))));
    assertTrue(page.contains("<thead><tr><th>a</th><th>b</th></tr></thead>"), page);
    assertTrue(page.contains("<tr><td>1</td><td>2</td></tr>"), page);
    HtmlReport report = new HtmlReport("t");
    assertThrows(
        IllegalArgumentException.class,
        () -> report.table(List.of("a"), List.of(List.of("1", "2"))));
  }

  @Test
  void shouldRefuseWhatCannotBeDrawn() {
    assertThrows(IllegalArgumentException.class, () -> new Curve.Point(0, Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> new Curve.Point(Double.POSITIVE_INFINITY, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> TrainingCurves.figure("x", "y", List.of(new Curve("none", List.of()))));
  }

  private static String page(HtmlReport report) {
    return new String(report.toBytes(), UTF_8);
  }

  private static Document parse(String figure) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(figure)));
  }
}
