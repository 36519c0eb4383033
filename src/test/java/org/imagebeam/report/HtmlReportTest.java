package org.imagebeam.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String EVIL = "<script>alert(\"x\")</script> & 'y'";
  private static final byte[] JPEG = Images.jpeg(8, 8, 1);
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
  void shouldMarkThePointsOfAShortCurveOnly() throws Exception {
    Document two = parse(TrainingCurves.figure("x", "y", List.of(wave(200), wave(201))));
    assertEquals(200, two.getElementsByTagName("circle").getLength());
    assertEquals(2, two.getElementsByTagName("polyline").getLength());
    Element line = (Element) two.getElementsByTagName("polyline").item(1);
    assertEquals(200, line.getAttribute("points").chars().filter(c -> c == ' ').count());
  }

  @Test
  void shouldStaySmallWithManyPoints() throws Exception {
    String figure = TrainingCurves.figure("x", "y", List.of(wave(1_000_000)));
    assertTrue(figure.length() < 50_000, figure.length() + " characters");
    Element line = (Element) parse(figure).getElementsByTagName("polyline").item(0);
    assertTrue(line.getAttribute("points").startsWith("64.0,"), "the first point is left out");
    assertTrue(line.getAttribute("points").contains(",16.0"), "the highest point is left out");
  }

  @Test
  void shouldShowAMatrix() throws Exception {
    long[][] counts = {{30, 10, 0}, {0, 0, 0}, {0, 1, 1}};
    String page = page(new HtmlReport("t").matrix("Who is who", List.of("a", "b", "c"), counts));
    assertTrue(
        page.contains(
            "<th scope=\"row\"><span>a</span></th><td style=\"--share:0.750\">30</td>"
                + "<td style=\"--share:0.250\">10</td><td>0</td><td class=\"total\">40</td>"),
        page);
    assertTrue(
        page.contains(
            "<th scope=\"row\"><span>b</span></th><td>0</td><td>0</td><td>0</td>"
                + "<td class=\"total\">0</td>"),
        page);
    Document figure = parse(MatrixTable.figure("Who is who", List.of("a", "b", "c"), counts));
    assertEquals(
        List.of("a", "b", "c", "total", "a", "b", "c"), texts(figure.getElementsByTagName("th")));
    assertEquals(
        "col", ((Element) figure.getElementsByTagName("th").item(3)).getAttribute("scope"));
    assertEquals("Who is who", texts(figure.getElementsByTagName("figcaption")).get(0));
    assertEquals(
        "matrix", ((Element) figure.getElementsByTagName("table").item(0)).getAttribute("class"));
  }

  @Test
  void shouldShowAMatrixOfHundredsOfClasses() throws Exception {
    List<String> labels = IntStream.range(0, 300).mapToObj(i -> "class " + i).toList();
    long[][] counts = new long[300][300];
    for (int i = 0; i < 300; i++) {
      counts[i][i] = 9;
      counts[i][(i + 1) % 300] = 1;
    }
    String text = MatrixTable.figure("x", labels, counts);
    assertTrue(text.length() < 1_000_000, text.length() + " characters");
    Document figure = parse(text);
    assertEquals(300 * 301 + 1, figure.getElementsByTagName("td").getLength());
    assertEquals(
        "matrix many",
        ((Element) figure.getElementsByTagName("table").item(0)).getAttribute("class"));
  }

  @Test
  void shouldShowImages() throws Exception {
    byte[] jpeg = Images.jpeg(31, 17, 1);
    GalleryImage image =
        new GalleryImage(ByteString.copyFrom(jpeg), "a \"rose\"", List.of("rose", "p < .1"));
    Document figure = parse(Gallery.figure("Mistakes", List.of(image, image)));
    assertEquals(2, figure.getElementsByTagName("img").getLength());
    Element shown = (Element) figure.getElementsByTagName("img").item(0);
    assertEquals("a \"rose\"", shown.getAttribute("alt"));
    String start = "data:image/jpeg;base64,";
    assertTrue(shown.getAttribute("src").startsWith(start));
    assertArrayEquals(
        jpeg, Base64.getDecoder().decode(shown.getAttribute("src").substring(start.length())));
    assertEquals(List.of("rose", "p < .1"), texts(figure.getElementsByTagName("p")).subList(0, 2));
    assertEquals("Mistakes", texts(figure.getElementsByTagName("figcaption")).get(0));
  }

  @Test
  void shouldEscapeAllText() {
    GalleryImage image = new GalleryImage(ByteString.copyFrom(JPEG), EVIL, List.of(EVIL));
    String page =
        page(
            new HtmlReport(EVIL)
                .paragraph(EVIL)
                .matrix(EVIL, List.of(EVIL), new long[][] {{1}})
                .gallery(EVIL, List.of(image))
                .table(List.of(EVIL), List.of(List.of(EVIL)))
                .curves(EVIL, EVIL, List.of(new Curve(EVIL, CURVE.points()))));
    assertFalse(page.contains("<script"), page);
    assertTrue(
        page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;"), page);
  }

  @Test
  void shouldNeedNothingFromElsewhere() {
    GalleryImage image = new GalleryImage(ByteString.copyFrom(JPEG), "", List.of());
    String page =
        page(
            new HtmlReport("Ä")
                .curves("x", "y", List.of(CURVE))
                .matrix("x", List.of("a"), new long[][] {{1}})
                .gallery("x", List.of(image)));
    String rest = page.replaceAll("src=\"data:image/jpeg;base64,[A-Za-z0-9+/]+=*\"", "");
    assertFalse(Pattern.compile("https?:|//|url\\(|@import|<link|src=|href=").matcher(rest).find());
    assertTrue(page.contains("content=\"default-src 'none'; "), page);
    assertTrue(page.contains("prefers-color-scheme: dark"), page);
    assertTrue(page.startsWith("<!DOCTYPE html>\n"), page);
    assertTrue(page.contains("<title>Ä</title>"), page);
  }

  @Test
  void shouldShowATable() {
    String page = page(new HtmlReport("t").table(List.of("a", "b"), List.of(List.of("1", "2"))));
    assertTrue(
        page.contains("<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead>"),
        page);
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
    assertRefused("there are no images to show", () -> Gallery.figure("x", List.of()));
    assertRefused(
        "the image of 'a cat' is no JPEG file",
        () -> new GalleryImage(ByteString.copyFrom(Images.png(8, 8, 1)), "a cat", List.of()));
    assertRefused(
        "the image of '' is no JPEG file", () -> new GalleryImage(ByteString.EMPTY, "", List.of()));
  }

  @Test
  void shouldRefuseWhatIsNoMatrix() {
    List<String> labels = List.of("a", "b");
    assertRefused(
        "0 rows are no matrix of 0 classes",
        () -> MatrixTable.figure("x", List.of(), new long[0][]));
    assertRefused(
        "1 rows are no matrix of 2 classes",
        () -> MatrixTable.figure("x", labels, new long[][] {{1, 2}}));
    assertRefused(
        "the row of 'b' is not of 2 counts",
        () -> MatrixTable.figure("x", labels, new long[][] {{1, 2}, {1}}));
    assertRefused(
        "the row of 'a' is not of 2 counts",
        () -> MatrixTable.figure("x", labels, new long[][] {{1, -2}, {1, 1}}));
  }

  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  private static List<String> texts(NodeList elements) {
    return IntStream.range(0, elements.getLength())
        .mapToObj(i -> elements.item(i).getTextContent())
        .toList();
  }

  private static Curve wave(int points) {
    return new Curve(
        "wave",
        IntStream.range(0, points)
            .mapToObj(i -> new Curve.Point(i, Math.sin(i * 12.0 / points)))
            .toList());
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
