package org.imagebeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.imagebeam.testing.Chromium;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser makes of a page; the screenshots stay in target/report. */
class HtmlReportInBrowserTest {
  private static final List<String> LABELS =
      List.of("daisy", "dandelion", "roses", "sunflowers", "tulips");
  private static final long[][] COUNTS = {
    {41, 2, 0, 1, 0}, {1, 38, 0, 4, 1}, {0, 0, 35, 0, 9}, {0, 3, 0, 40, 1}, {1, 0, 6, 1, 14}
  };

  /** Of each cell what it says, and how its background and its text look. */
  private static final String CELLS =
      """
      (() => {
        const parse = color => color.match(/[\\d.]+/g).map(Number);
        const paper = parse(getComputedStyle(document.body).backgroundColor);
        const linear = v => v <= 10 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
        const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
        return [...document.querySelectorAll('.matrix tbody td:not(.total)')].map(cell => {
          const style = getComputedStyle(cell);
          const [r, g, b, opacity = 1] = parse(style.backgroundColor);
          const back = [r, g, b].map((v, i) => v * opacity + paper[i] * (1 - opacity));
          const [dark, light] = [luminance(back), luminance(parse(style.color))].sort((a, b) => a - b);
          return { count: +cell.textContent, opacity, contrast: (light + .05) / (dark + .05) };
        });
      })()
      """;

  @TempDir static Path temp;
  private static Chromium chromium;
  private static Path page;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    chromium = Chromium.start(Files.createDirectory(temp.resolve("profile")));
    page = Files.write(temp.resolve("page.html"), report().toBytes());
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void shouldShowItsImages() throws IOException {
    Chromium.Page shown = chromium.open(page, 900, 800, "light");
    JsonNode sizes =
        shown.evaluate("[...document.images].map(i => [i.naturalWidth, i.naturalHeight])");
    assertEquals(12, sizes.size());
    for (int i = 0; i < 12; i++) {
      assertEquals(160 - 8 * i, sizes.get(i).get(0).asInt());
      assertEquals(120, sizes.get(i).get(1).asInt());
    }
    assertEquals("[]", shown.evaluate("[...document.images].filter(i => !i.alt)").toString());
  }

  @Test
  void shouldDrawCurvesInsideTheirCharts() throws IOException {
    Chromium.Page shown = chromium.open(page, 900, 800, "light");
    JsonNode boxes =
        shown.evaluate(
            """
            [...document.querySelectorAll('polyline')].map(line => {
              const inner = line.getBoundingClientRect();
              const outer = line.ownerSVGElement.getBoundingClientRect();
              return [inner.left - outer.left, inner.top - outer.top,
                outer.right - inner.right, outer.bottom - inner.bottom, inner.width, inner.height,
                outer.width];
            })""");
    assertEquals(3, boxes.size());
    for (JsonNode box : boxes) {
      for (int side = 0; side < 4; side++) {
        assertTrue(box.get(side).asDouble() > 5, box.toString());
      }
      assertTrue(box.get(4).asDouble() > 0.7 * box.get(6).asDouble(), box.toString());
      assertTrue(box.get(5).asDouble() > 50, box.toString());
    }
    assertEquals(
        "[\"rgb(11, 98, 196)\",\"rgb(179, 71, 11)\",\"rgb(11, 98, 196)\"]",
        shown
            .evaluate(
                "[...document.querySelectorAll('polyline')].map(l => getComputedStyle(l).stroke)")
            .toString());
    assertEquals(20, shown.evaluate("document.querySelectorAll('circle').length").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void shouldShadeTheMatrixByShare(String scheme) throws IOException {
    JsonNode cells = chromium.open(page, 900, 800, scheme).evaluate(CELLS);
    assertEquals(LABELS.size() * LABELS.size(), cells.size());
    for (int i = 0; i < cells.size(); i++) {
      int truth = i / LABELS.size();
      int predicted = i % LABELS.size();
      JsonNode cell = cells.get(i);
      assertEquals(COUNTS[truth][predicted], cell.get("count").asLong());
      double share = (double) COUNTS[truth][predicted] / LongStream.of(COUNTS[truth]).sum();
      assertEquals(
          share == 0 ? 0 : 0.06 + 0.54 * share, cell.get("opacity").asDouble(), 0.005, "cell " + i);
      assertTrue(cell.get("contrast").asDouble() >= 4.5, cell.toString());
    }
  }

  @Test
  void shouldBeLightOrDarkAsTheReaderLikes() throws IOException {
    String background = "getComputedStyle(document.body).backgroundColor";
    assertEquals(
        "rgb(255, 255, 255)", chromium.open(page, 900, 800, "light").evaluate(background).asText());
    assertEquals(
        "rgb(20, 23, 27)", chromium.open(page, 900, 800, "dark").evaluate(background).asText());
  }

  @Test
  void shouldAskForNothingFromElsewhere() throws IOException {
    Chromium.Page shown = chromium.open(page, 900, 800, "light");
    List<String> others =
        shown.requests().stream().filter(address -> !address.startsWith("data:")).toList();
    assertEquals(List.of(page.toUri().toString()), others);
    assertEquals(List.of(), shown.complaints());
    // And can't: not even if something were smuggled in.
    String probe =
        "new Promise(done => { const image = new Image(); image.onload = () => done('loaded');"
            + " image.onerror = () => done('refused'); image.src = 'page.png'; })";
    Files.write(temp.resolve("page.png"), Images.png(8, 8, 1));
    assertEquals("refused", shown.evaluate(probe).asText());
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 400, 900, 1600})
  void shouldFitItsWindow(int width) throws IOException {
    Chromium.Page shown = chromium.open(page, width, 800, "light");
    assertTrue(
        shown.evaluate("document.documentElement.scrollWidth").asInt() <= width,
        "the page is wider than its window");
    save(shown, "page-" + width + ".png");
  }

  @Test
  void shouldScrollAMatrixOfManyClasses() throws IOException {
    List<String> labels =
        IntStream.range(0, 150).mapToObj(i -> "class number " + i + ", of many").toList();
    long[][] counts = new long[150][150];
    for (int i = 0; i < 150; i++) {
      counts[i][i] = 20L - i % 7;
      counts[i][(i * 37 + 11) % 150] += i % 7;
    }
    Path large =
        Files.write(
            temp.resolve("large.html"),
            new HtmlReport("Many").matrix("Test images", labels, counts).toBytes());
    Chromium.Page shown = chromium.open(large, 900, 800, "light");
    assertTrue(shown.evaluate("document.documentElement.scrollWidth").asInt() <= 900);
    assertTrue(shown.evaluate("document.querySelector('.scroll').scrollWidth").asInt() > 3000);
    JsonNode header =
        shown.evaluate(
            """
            (() => {
              const scroll = document.querySelector('.scroll');
              scroll.scrollTo(2000, 1500);
              const box = scroll.getBoundingClientRect();
              const text = (x, y) => document.elementFromPoint(x, y).textContent;
              const row = text(box.left + 10, box.top + 400);
              const head = document.querySelector('thead th:last-child').getBoundingClientRect();
              return { row, corner: text(box.left + 10, box.top + 10), height: head.height,
                column: text(box.left + 500, head.top + head.height - 10) };
            })()
            """);
    assertTrue(header.get("row").asText().startsWith("class number "), header.toString());
    assertTrue(header.get("column").asText().startsWith("class number "), header.toString());
    assertTrue(header.get("height").asDouble() > 80, "the columns' headers lie: " + header);
    assertEquals("true \\ predicted", header.get("corner").asText());
    save(shown, "many.png");
  }

  /** What is wider than its window scrolls in a box of its own, to its very end. */
  @ParameterizedTest
  @CsvSource({"320, 3", "320, 12", "768, 3", "768, 12", "1280, 3", "1280, 12"})
  void shouldCutNothing(int width, int classes) throws IOException {
    List<String> labels =
        IntStream.range(0, classes)
            .mapToObj(i -> "a class " + i + " of a long name, commas and_one_word_without_an_end")
            .toList();
    long[][] counts = new long[classes][classes];
    LongStream.range(0, classes).forEach(i -> counts[(int) i][(int) i] = 1_234_567 + i);
    List<String> columns = IntStream.range(0, 12).mapToObj(i -> "a column of number " + i).toList();
    Path wide =
        Files.write(
            temp.resolve("wide-" + width + "-" + classes + ".html"),
            report()
                .matrix("Long names", labels, counts)
                .table(columns, List.of(columns, columns))
                .toBytes());
    Chromium.Page shown = chromium.open(wide, width, 800, "light");
    assertTrue(shown.evaluate("document.documentElement.scrollWidth").asInt() <= width);
    assertEquals(
        "[]",
        shown
            .evaluate(
                """
                [...document.querySelectorAll('p, h1, figcaption, th, td, th span, li')].filter(e =>
                  e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
                    || getComputedStyle(e).textOverflow !== 'clip'
                    || getComputedStyle(e).overflowX === 'hidden').map(e => e.outerHTML)""")
            .toString(),
        "what doesn't fit into its own box");
    JsonNode boxes =
        shown.evaluate(
            """
            [...document.querySelectorAll('table')].map(table => {
              const box = table.parentElement;
              box.scrollTo(1e6, 1e6);
              const outer = box.getBoundingClientRect();
              const last = table.rows[table.rows.length - 1];
              const cell = last.cells[last.cells.length - 1].getBoundingClientRect();
              return { inside: cell.right <= outer.right + 1 && cell.left >= outer.left - 1
                  && cell.bottom <= outer.bottom + 1 && outer.right <= innerWidth,
                overflow: getComputedStyle(box).overflowX, tab: box.tabIndex,
                name: box.getAttribute('aria-label') };
            })""");
    assertEquals(4, boxes.size());
    for (JsonNode box : boxes) {
      assertTrue(box.get("inside").asBoolean(), box.toString());
      assertEquals("auto", box.get("overflow").asText());
      assertEquals(0, box.get("tab").asInt(), "reached by keyboard");
      assertTrue(box.get("name").asText().length() > 5, box.toString());
    }
    assertEquals(
        "[]",
        shown
            .evaluate(
                """
                [...document.querySelectorAll('svg text')].filter(text => {
                  const box = text.getBoundingClientRect();
                  return box.left < 0 || box.right > innerWidth || box.height < 9;
                }).map(e => e.outerHTML)""")
            .toString(),
        "texts of charts that are cut, or too small to read");
    assertEquals(
        "[]",
        shown
            .evaluate(
                """
                (() => {
                  const texts = [...document.querySelectorAll('svg')].flatMap(svg => {
                    const all = [...svg.querySelectorAll('text')];
                    return all.flatMap((one, i) => all.slice(i + 1).map(other => [one, other]));
                  });
                  return texts.filter(([one, other]) => {
                    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
                    return a.left < b.right - 1 && b.left < a.right - 1
                      && a.top < b.bottom - 3 && b.top < a.bottom - 3;
                  }).map(([one, other]) => one.textContent + ' on ' + other.textContent);
                })()""")
            .toString(),
        "texts of charts that lie on others");
    save(shown, "wide-" + width + "-" + classes + ".png");
  }

  @Test
  void shouldLookWellInTheDark() throws IOException {
    save(chromium.open(page, 900, 800, "dark"), "page-dark.png");
  }

  private static void save(Chromium.Page shown, String name) throws IOException {
    byte[] screenshot = shown.screenshot();
    assertTrue(ImageIO.read(new ByteArrayInputStream(screenshot)).getHeight() > 800);
    Path folder = Files.createDirectories(Path.of("target", "report"));
    Files.write(folder.resolve(name), screenshot);
  }

  private static HtmlReport report() {
    List<GalleryImage> images = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      images.add(
          new GalleryImage(
              ByteString.copyFrom(Images.jpeg(160 - 8 * i, 120, i)),
              "image " + i,
              List.of(
                  "roses taken for tulips, 0.9" + i, "roses/" + "1234567890_".repeat(5) + ".jpg")));
    }
    return new HtmlReport("imagebeam retrain: mobilenet-v2, 5 classes")
        .paragraph("Test accuracy 0.864 (0.812 to 0.904), cross-entropy 0.41, of 198 images.")
        .curves(
            "Accuracy", "step", List.of(curve("training", 400, 0.9), curve("validation", 10, 0.8)))
        .curves("Cross-entropy", "step", List.of(curve("validation", 10, -1)))
        .matrix("What the test images were taken for", LABELS, COUNTS)
        .gallery("The worst mistakes", images)
        .table(List.of("step", "accuracy"), List.of(List.of("10", "0.8"), List.of("20", "0.9")));
  }

  /** From nothing towards {@code limit}, unsteadily. */
  private static Curve curve(String name, int points, double limit) {
    return new Curve(
        name,
        IntStream.range(0, points)
            .mapToObj(
                i ->
                    new Curve.Point(
                        4000.0 * i / points,
                        limit * (1 - Math.exp(-8.0 * i / points)) + 0.02 * Math.sin(i * 7)))
            .toList());
  }
}
