package org.imagebeam.classify.report;

import static org.imagebeam.classify.report.ReportFixture.FAILURES_HEADER;
import static org.imagebeam.classify.report.ReportFixture.RESULTS_HEADER;
import static org.imagebeam.classify.report.ReportFixture.failure;
import static org.imagebeam.classify.report.ReportFixture.result;
import static org.imagebeam.classify.report.ReportFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.imagebeam.testing.Chromium;
import org.imagebeam.testing.Images;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a page looks and behaves in a browser; the screenshots stay in target/report. */
class ReportInBrowserTest {
  private static final String EVIL = "a \"quote\" and <script>document.title = 'run'</script>";

  private static final String NAMES =
      "[...document.querySelectorAll('.title')].map(title => title.textContent)";
  private static final String SHOWN = "document.getElementById('shown').textContent";

  /** Texts whose contrast is below what is readable, in the state that the page is in. */
  private static final String PALE =
      """
      (() => {
        const parse = color => color.match(/[\\d.]+/g).map(Number);
        const linear = v => v <= 10 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
        const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
        const behind = e => {
          for (; e; e = e.parentElement) {
            const back = parse(getComputedStyle(e).backgroundColor);
            if (back.length < 4 || back[3] === 1) return back;
          }
          return [255, 255, 255];
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const pale = [];
        let texts = 0;
        while (walker.nextNode()) {
          const e = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || e.closest('script, noscript, option, :disabled')
              || !e.checkVisibility()) continue;
          texts++;
          const [dark, light] = [luminance(behind(e)), luminance(parse(getComputedStyle(e).color))]
              .sort((a, b) => a - b);
          const contrast = (light + .05) / (dark + .05);
          if (contrast < 4.5) pale.push(walker.currentNode.data + ': ' + contrast);
        }
        return { texts, pale };
      })()
      """;

  @TempDir static Path temp;
  private static Chromium chromium;
  private static Path page;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    chromium = Chromium.start(Files.createDirectory(temp.resolve("profile")));
    Path photos = Files.createDirectories(temp.resolve("photos/more"));
    List<String> rows = new ArrayList<>(List.of(RESULTS_HEADER));
    for (int i = 0; i < 130; i++) {
      // The best score falls, and the margin rises, from image to image.
      double best = 0.9 - i / 1000.0;
      String label = i == 3 ? cell(EVIL) : i % 2 == 0 ? "cat" : "dog";
      String folder = i < 100 ? "/photos/" : "/photos/more/";
      rows.add(
          result(
              temp + folder + String.format("%03d é#%%.png", i),
              "m1",
              label,
              best,
              best - 0.001 * i));
    }
    Path table = write(temp.resolve("out/x.csv"), rows.toArray(String[]::new));
    write(
        temp.resolve("out/x.failures.csv"),
        FAILURES_HEADER,
        failure(temp + "/photos/broken.png", "m1", "decode", "it is damaged"),
        failure("gs://bucket/gone.png", "m1", "read", "no such object"));
    // One has a thumbnail, one is there itself, and of the others nothing is.
    Path first = temp.resolve("photos/000 é#%.png");
    new ThumbnailFolder(temp + "/out/x-thumbnails").write(first.toString(), Images.jpeg(64, 48, 1));
    Files.write(first.resolveSibling("001 é#%.png"), Images.png(40, 30, 2));
    assertTrue(Files.isDirectory(photos));
    page = page(table);
  }

  private static Path page(Path table) throws IOException {
    ReportPlace place = ReportTables.placeOf(table.toString());
    Report.write(table.getFileName().toString(), ReportTables.of(List.of(table.toString())), place);
    return Path.of(place.page());
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Chromium.Page open(int width, String scheme) {
    return chromium.open(page, width, 900, scheme);
  }

  @Test
  void shouldShowEachImageBesideItsLabels() {
    Chromium.Page shown = open(1300, "light");
    assertEquals("1 to 60 of 132 images", shown.evaluate(SHOWN).asText());
    assertEquals(
        "130 images classified, 2 failed; model m1;",
        shown
            .evaluate("document.getElementById('summary').textContent.split(' written')[0]")
            .asText());
    String card = "document.querySelector('.card')";
    assertEquals(
        "000 é#%.png", shown.evaluate(card + ".querySelector('.title').textContent").asText());
    assertEquals(
        "[\"cat 0.9000\",\"other 0.9000\"]",
        shown
            .evaluate("[..." + card + ".querySelectorAll('.scores li')].map(l => l.textContent)")
            .toString());
    assertEquals(
        0.9,
        shown
            .evaluate(
                card
                    + ".querySelector('.bar i').getBoundingClientRect().width / "
                    + card
                    + ".querySelector('.bar').getBoundingClientRect().width")
            .asDouble(),
        0.01);
    assertTrue(
        shown
            .evaluate(
                card
                    + ".querySelector('img').getBoundingClientRect().right <= "
                    + card
                    + ".querySelector('.scores').getBoundingClientRect().left")
            .asBoolean());
  }

  @Test
  void shouldTakeLabelsForTextAlone() {
    Chromium.Page shown = open(1300, "light");
    assertEquals("x.csv", shown.evaluate("document.title").asText());
    assertEquals(
        EVIL,
        shown
            .evaluate("document.querySelectorAll('.card')[3].querySelector('.label').textContent")
            .asText());
    String button =
        "[...document.querySelectorAll('#labels button')].find(b => b.textContent.includes('quote'))";
    assertEquals(EVIL, shown.evaluate(button + ".querySelector('.name').textContent").asText());
    shown.evaluate(button + ".click()");
    assertEquals("[\"003 é#%.png\"]", shown.evaluate(NAMES).toString());
    assertEquals(
        "true", shown.evaluate("document.activeElement.getAttribute('aria-pressed')").asText());
    shown.evaluate("document.activeElement.click()");
    assertEquals("1 to 60 of 132 images", shown.evaluate(SHOWN).asText());
    assertEquals("x.csv", shown.evaluate("document.title").asText());
    // And no script of another's runs, even if one were smuggled in.
    assertEquals(
        "refused",
        shown
            .evaluate(
                "(() => { const s = document.createElement('script'); s.text = 'window.ran = 1';"
                    + " document.body.append(s); return window.ran ? 'ran' : 'refused'; })()")
            .asText());
  }

  @Test
  void shouldFindThumbnailsOrTheImagesThemselves() {
    Chromium.Page shown = open(1300, "light");
    String sizes =
        "[0, 1, 2].map(i => { const card = document.querySelectorAll('.card')[i];"
            + " const image = card.querySelector('img');"
            + " return image ? [image.naturalWidth, image.naturalHeight, image.alt]"
            + " : card.querySelector('.thumb').textContent; })";
    String expected = "[[64,48,\"000 é#%.png\"],[40,30,\"001 é#%.png\"],\"no preview\"]";
    assertEquals(expected, shown.await(sizes, expected));
    assertEquals(
        temp.resolve("photos/000 é#%.png").toUri().toASCIIString(),
        shown.evaluate("document.querySelector('.card a').href").asText());
    assertEquals(
        "[]",
        shown
            .evaluate(
                "[...document.images].filter(i => i.loading !== 'lazy' || !i.width || !i.height || !i.alt)")
            .toString());
    assertTrue(
        shown.requests().stream().allMatch(address -> address.startsWith("file:")),
        shown.requests().toString());
  }

  @Test
  void shouldFilterByTextAsItIsTyped() {
    Chromium.Page shown = open(1300, "light");
    shown.evaluate("document.getElementById('text').focus()");
    shown.type("MORE/ dog");
    awaitShown(shown, "1 to 15 of 15 images (of 132 in all)");
    assertEquals("101 é#%.png", shown.evaluate(NAMES).get(0).asText());
    shown.evaluate("document.getElementById('clear').click()");
    assertEquals("1 to 60 of 132 images", shown.evaluate(SHOWN).asText());
    assertEquals("", shown.evaluate("document.getElementById('text').value").asText());
    shown.evaluate("document.getElementById('text').focus()");
    shown.type("damaged");
    assertEquals("[\"broken.png\"]", shown.await(NAMES, "[\"broken.png\"]"));
    shown.type(" nowhere");
    awaitShown(shown, "No image is as you want it (of 132 in all)");
  }

  @Test
  void shouldFilterByWhatALabelIsAKindOf() throws IOException {
    assertTrue(
        open(1300, "light").evaluate("document.getElementById('group-field').hidden").asBoolean(),
        "no label has a WordNet id");
    String row = ",1,2026-11-28T05:42:40Z,m1,%s,0.9,1,%s,%s,0.1,2,%s,aaaaaaaaaa\r\n";
    Path table =
        write(
            temp.resolve("kinds/x.csv"),
            RESULTS_HEADER,
            "/p/a.png" + String.format(row, "Chihuahua", "n02085620", "tabby", "n02123045"),
            "/p/b.png" + String.format(row, "tabby", "n02123045", "Chihuahua", "n02085620"),
            "/p/c.png" + String.format(row, "boxer", "n02108089", "tabby", "n02123045"),
            "/p/d.png" + String.format(row, "other", "n1", "x", ""));
    Chromium.Page shown = chromium.open(page(table), 1300, 900, "light");
    assertFalse(shown.evaluate("document.getElementById('group-field').hidden").asBoolean());
    shown.evaluate("document.getElementById('group').focus()");
    shown.type("Dog");
    assertEquals("[\"a.png\",\"c.png\"]", shown.await(NAMES, "[\"a.png\",\"c.png\"]"));
    shown.evaluate("document.getElementById('clear').click()");
    shown.evaluate("document.getElementById('group').focus()");
    shown.type("carnivore");
    awaitShown(shown, "1 to 3 of 3 images (of 4 in all)");
    assertTrue(
        shown
            .evaluate(
                "[...document.getElementById('groups').options].some(o => o.value === 'feline')")
            .asBoolean());
  }

  @Test
  void shouldFilterByScoreAndFailure() {
    Chromium.Page shown = open(1300, "light");
    shown.evaluate("document.getElementById('least').focus()");
    shown.type("0.895");
    shown.evaluate("document.getElementById('most').focus()");
    shown.type("0.898");
    assertEquals(
        "[\"002 é#%.png\",\"003 é#%.png\",\"004 é#%.png\",\"005 é#%.png\"]",
        shown.await(NAMES, "[\"002 é#%.png\",\"003 é#%.png\",\"004 é#%.png\",\"005 é#%.png\"]"));
    shown.evaluate("document.getElementById('clear').click()");
    assertEquals(
        "[\"all images\",\"classified (130)\",\"failed (2)\",\"failed: decode (1)\",\"failed: read (1)\"]",
        shown.evaluate("[...document.getElementById('kind').options].map(o => o.text)").toString());
    choose(shown, "kind", "failed");
    assertEquals("[\"broken.png\",\"gone.png\"]", shown.evaluate(NAMES).toString());
    assertEquals(
        "failed (decode): it is damaged",
        shown.evaluate("document.querySelector('.failed').textContent").asText());
    choose(shown, "kind", "failed read");
    assertEquals("[\"gone.png\"]", shown.evaluate(NAMES).toString());
    choose(shown, "kind", "classified");
    assertEquals("1 to 60 of 130 images (of 132 in all)", shown.evaluate(SHOWN).asText());
  }

  @Test
  void shouldCountLabelsAndFilterByThem() {
    Chromium.Page shown = open(1300, "light");
    String counts = "[...document.querySelectorAll('#labels button')].map(b => b.textContent)";
    assertEquals(
        "[\"cat 65\",\"dog 64\",\"" + EVIL.replace("\"", "\\\"") + " 1\"]",
        shown.evaluate(counts).toString());
    shown.evaluate("document.querySelectorAll('#labels button')[1].click()");
    assertEquals("1 to 60 of 64 images (of 132 in all)", shown.evaluate(SHOWN).asText());
    assertEquals("001 é#%.png", shown.evaluate(NAMES).get(0).asText());
    shown.evaluate("document.querySelectorAll('#labels button')[1].click()");
    shown.evaluate("document.getElementById('find').focus()");
    shown.type("QUOTE");
    assertEquals("1", shown.await(counts + ".length", "1"));
    shown.evaluate("location.hash = '#label=other'");
    shown.reload();
    awaitShown(shown, "No image is as you want it (of 132 in all)");
    shown.evaluate("document.getElementById('any').click()");
    assertEquals("1 to 60 of 130 images (of 132 in all)", shown.evaluate(SHOWN).asText());
  }

  private static void awaitShown(Chromium.Page shown, String expected) {
    String json = TextNode.valueOf(expected).toString();
    assertEquals(json, shown.await(SHOWN, json));
  }

  @ParameterizedTest
  @CsvSource({
    "path, 000 é#%.png, 059 é#%.png",
    "high, 000 é#%.png, 059 é#%.png",
    "low, 129 é#%.png, 070 é#%.png",
    "unsure, 000 é#%.png, 059 é#%.png",
    "sure, 129 é#%.png, 070 é#%.png"
  })
  void shouldSort(String by, String first, String last) {
    Chromium.Page shown = open(1300, "light");
    choose(shown, "sort", by);
    JsonNode names = shown.evaluate(NAMES);
    assertEquals(first, names.get(0).asText());
    assertEquals(last, names.get(59).asText());
    shown.evaluate("document.getElementById('last').click()");
    names = shown.evaluate(NAMES);
    assertEquals(12, names.size());
    if (!by.equals("path")) {
      assertEquals(
          Set.of("broken.png", "gone.png"),
          Set.of(names.get(10).asText(), names.get(11).asText()),
          "failed images come last");
    }
    assertEquals(
        by.contains("sure") ? 10 : 0,
        shown.evaluate("document.querySelectorAll('.margin').length").asInt());
    assertTrue(
        shown
            .evaluate("document.getElementById('unsure').textContent")
            .asText()
            .contains("its best score minus its second best"));
  }

  @Test
  void shouldTurnPagesAndRememberThem() {
    Chromium.Page shown = open(1300, "light");
    assertTrue(shown.evaluate("document.getElementById('previous').disabled").asBoolean());
    shown.evaluate("document.getElementById('next').click()");
    assertEquals("61 to 120 of 132 images", shown.evaluate(SHOWN).asText());
    assertEquals("images", shown.evaluate("document.activeElement.id").asText());
    choose(shown, "page", "3");
    assertEquals("121 to 132 of 132 images", shown.evaluate(SHOWN).asText());
    assertTrue(shown.evaluate("document.getElementById('next').disabled").asBoolean());
    shown.reload();
    awaitShown(shown, "121 to 132 of 132 images");
    shown.evaluate("history.back()");
    awaitShown(shown, "61 to 120 of 132 images");
    choose(shown, "size", "240");
    assertEquals("1 to 132 of 132 images", shown.evaluate(SHOWN).asText());
    choose(shown, "size", "24");
    choose(shown, "kind", "failed");
    assertFalse(shown.evaluate("document.getElementById('pages').checkVisibility()").asBoolean());
  }

  @Test
  void shouldShowFolderByFolder() throws IOException {
    Path table =
        write(
            temp.resolve("tree/x.csv"),
            RESULTS_HEADER,
            result("/r/a/1.jpg", "m", "cat", 1, 0),
            result("/r/a/b/2.jpg", "m", "dog", 1, 0),
            result("/r/a/b/3.jpg", "m", "cat", 1, 0),
            result("/r/c/4.jpg", "m", "cat", 1, 0));
    write(
        temp.resolve("tree/x.failures.csv"),
        FAILURES_HEADER,
        failure("/r/a/b/5.jpg", "m", "decode", "bad"));
    Chromium.Page shown = chromium.open(page(table), 1300, 900, "light");
    assertEquals(
        "[\"a/\",\"a/b/\",\"c/\"]",
        shown
            .evaluate("[...document.querySelectorAll('.heading')].map(h => h.textContent)")
            .toString());
    shown.evaluate("document.querySelector('[value=folders]').click()");
    String below = "[...document.querySelectorAll('#subfolders button')].map(b => b.textContent)";
    assertEquals("[\"a 4 images, 1 failed\",\"c 1 image\"]", shown.evaluate(below).toString());
    assertEquals(
        "No images right in this folder, 5 images below it", shown.evaluate(SHOWN).asText());
    shown.evaluate("document.querySelector('#subfolders button').click()");
    assertEquals("[\"1.jpg\"]", shown.evaluate(NAMES).toString());
    assertEquals("[\"b 3 images, 1 failed\"]", shown.evaluate(below).toString());
    shown.evaluate("document.querySelector('#subfolders button').click()");
    assertEquals("[\"2.jpg\",\"3.jpg\",\"5.jpg\"]", shown.evaluate(NAMES).toString());
    assertEquals(
        "[\"/r/\",\"a\",\"b\"]",
        shown
            .evaluate("[...document.querySelectorAll('#crumbs li')].map(c => c.textContent)")
            .toString());
    shown.evaluate("document.querySelector('[value=all]').click()");
    assertEquals(
        "1 to 3 of 3 images (of 5 in all)", shown.evaluate(SHOWN).asText(), "below that folder");
    shown.evaluate("document.querySelector('#crumbs button').click()");
    assertEquals("1 to 5 of 5 images", shown.evaluate(SHOWN).asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void shouldBeReadable(String scheme) {
    Chromium.Page shown = open(1300, scheme);
    choose(shown, "sort", "unsure");
    shown.evaluate("document.querySelector('#labels button').click()");
    assertReadable(shown, 250);
    shown.evaluate("document.querySelector('#labels button').click()");
    shown.evaluate("document.querySelector('[value=folders]').click()");
    assertReadable(shown, 20);
    choose(shown, "kind", "failed");
    assertReadable(shown, 20);
    assertEquals(
        scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)",
        shown.evaluate("getComputedStyle(document.body).backgroundColor").asText());
  }

  private static void assertReadable(Chromium.Page shown, int texts) {
    JsonNode seen = shown.evaluate(PALE);
    assertEquals("[]", seen.get("pale").toString());
    assertTrue(seen.get("texts").asInt() > texts, seen.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 768, 1280, 1920})
  void shouldFitItsWindow(int width) throws IOException {
    for (String scheme : List.of("light", "dark")) {
      Chromium.Page shown = open(width, scheme);
      shown.evaluate("document.getElementById('filters').open = true");
      assertTrue(
          shown.evaluate("document.documentElement.scrollWidth").asInt() <= width,
          "the page is wider than its window");
      assertEquals(
          "[]",
          shown
              .evaluate(
                  "[...document.querySelectorAll('input, select, button, .label, .title, p')].filter("
                      + "e => e.checkVisibility() && !e.closest('.skip') && e.getBoundingClientRect().right > innerWidth)"
                      + ".map(e => e.outerHTML)")
              .toString());
      shown.evaluate("document.getElementById('filters').open = innerWidth >= 960");
      Files.createDirectories(Path.of("target/report"));
      Files.write(
          Path.of("target/report/classify-" + width + "-" + scheme + ".png"), shown.screenshot());
    }
  }

  @Test
  void shouldOpenThePhonesFiltersOnDemand() {
    assertFalse(open(360, "light").evaluate("document.getElementById('filters').open").asBoolean());
    assertTrue(open(1280, "light").evaluate("document.getElementById('filters').open").asBoolean());
  }

  @Test
  void shouldBeUsedByKeyboardAlone() {
    Chromium.Page shown = open(1300, "light");
    Set<String> reached = new TreeSet<>();
    String focused =
        "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            + " return [e.id || e.name || e.className || e.tagName,"
            + " s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; })()";
    shown.press(Chromium.Key.TAB);
    assertEquals("skip", shown.evaluate(focused).get(0).asText());
    assertTrue(
        shown.evaluate("document.activeElement.getBoundingClientRect().left >= 0").asBoolean());
    for (int i = 0; i < 200; i++) {
      shown.press(Chromium.Key.TAB);
      JsonNode at = shown.evaluate(focused);
      if (at.get(0).asText().equals("BODY")) {
        break;
      }
      assertTrue(at.get(1).asBoolean(), at + " doesn't show that it has the focus");
      reached.add(at.get(0).asText());
    }
    assertTrue(
        reached.containsAll(
            Set.of(
                "text", "kind", "least", "most", "sort", "view", "clear", "find", "any", "page",
                "next", "last", "size")),
        reached.toString());
    shown.evaluate("document.getElementById('next').focus()");
    shown.press(Chromium.Key.ENTER);
    assertEquals("61 to 120 of 132 images", shown.evaluate(SHOWN).asText());
    shown.evaluate("document.getElementById('previous').focus()");
    shown.press(Chromium.Key.SPACE);
    assertEquals("1 to 60 of 132 images", shown.evaluate(SHOWN).asText());
    shown.evaluate("document.querySelector('[value=all]').focus()");
    shown.press(Chromium.Key.DOWN);
    assertTrue(
        shown.evaluate("document.getElementById('below').checkVisibility()").asBoolean(),
        "folder by folder");
    shown.evaluate("document.querySelector('.skip').focus()");
    shown.press(Chromium.Key.ENTER);
    assertEquals("images", shown.evaluate("document.activeElement.id").asText());
  }

  @Test
  void shouldTellAScreenReaderWhatIsThere() {
    Chromium.Page shown = open(1300, "light");
    List<String> nameless = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    for (JsonNode node : shown.accessibilityTree()) {
      String role = node.path("role").path("value").asText();
      String name = node.path("name").path("value").asText();
      if (!node.path("ignored").asBoolean()
          && Set.of(
                  "button",
                  "textbox",
                  "searchbox",
                  "combobox",
                  "spinbutton",
                  "checkbox",
                  "radio",
                  "link",
                  "image",
                  "heading",
                  "navigation",
                  "search")
              .contains(role)) {
        said.add(role + " " + name);
        if (name.isBlank()) {
          nameless.add(node.toString());
        }
      }
    }
    assertEquals(List.of(), nameless);
    for (String expected :
        List.of(
            "heading x.csv",
            "heading Images",
            "heading Labels",
            "search Filters and order",
            "searchbox Path, label or message contains",
            "combobox Sort by",
            "spinbutton from",
            "radio folder by folder",
            "button cat 65",
            "image 000 é#%.png",
            "link 000 é#%.png",
            "navigation Pages",
            "button Next")) {
      assertTrue(said.contains(expected), expected + " is not in " + said);
    }
    assertEquals(
        "polite",
        shown.evaluate("document.getElementById('shown').getAttribute('aria-live')").asText());
    assertEquals(
        "[]",
        shown
            .evaluate("[...document.querySelectorAll('.bar')].filter(b => b.ariaHidden !== 'true')")
            .toString());
  }

  @Test
  void shouldHoldOneHundredThousandRows() throws IOException {
    StringBuilder rows = new StringBuilder(RESULTS_HEADER);
    for (int i = 0; i < 100_000; i++) {
      rows.append(
          result(
              String.format("/r/%02d/IMG_%06d.jpg", i / 1000, i),
              "m1",
              "label " + i % 1000,
              (i % 9973) / 9973.0,
              0));
    }
    Path large = page(write(temp.resolve("large/x.csv"), rows.toString()));
    assertTrue(Files.size(large) < 12_000_000, "bytes: " + Files.size(large));
    Chromium.Page shown = chromium.open(large, 1300, 900, "light");
    assertEquals("1 to 60 of 100,000 images", shown.evaluate(SHOWN).asText());
    assertTrue(shown.evaluate("document.querySelectorAll('*').length").asInt() < 2_500);
    assertEquals(
        "Show all 1,000 labels",
        shown.evaluate("document.getElementById('more').textContent").asText());
    choose(shown, "sort", "high");
    assertEquals("IMG_009972.jpg", shown.evaluate(NAMES).get(0).asText());
    shown.evaluate("document.getElementById('last').click()");
    assertEquals("99,961 to 100,000 of 100,000 images", shown.evaluate(SHOWN).asText());
    shown.evaluate("document.getElementById('text').focus()");
    shown.type("/42/IMG_0420");
    awaitShown(shown, "1 to 60 of 100 images (of 100,000 in all)");
    assertTrue(shown.evaluate("document.querySelectorAll('*').length").asInt() < 2_500);
  }

  private static void choose(Chromium.Page shown, String control, String value) {
    shown.evaluate(
        "(() => { const e = document.getElementById('"
            + control
            + "'); e.value = '"
            + value
            + "'; e.dispatchEvent(new Event('change')); })()");
  }
}
