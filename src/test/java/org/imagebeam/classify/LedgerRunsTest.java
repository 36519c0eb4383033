package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights, one after another, into one ledger. */
class LedgerRunsTest {
  @TempDir Path temp;
  private Path photos;
  private Path model;
  private Path ledger;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    ledger = temp.resolve("ledger");
    for (int i = 0; i < 3; i++) {
      Files.write(photos.resolve(i + ".png"), Images.png(20 + i, 18, i));
    }
  }

  @Test
  void shouldClassifyAnewWhatWasClassifiedWithOtherSettings() throws IOException {
    assertEquals(3, run(options()).classified());
    List<ClassifyOptions> others = new ArrayList<>();
    others.add(options());
    others.get(0).setTopK(5);
    others.add(options());
    others.get(1).setExif("ignore");
    others.add(options());
    others.get(2).setDecode("fast");
    for (ClassifyOptions other : others) {
      assertMadeAnewOnce(other);
    }
    Path labels = model.resolve("imagenet_synset_to_human_label_map.txt");
    Files.writeString(labels, Files.readString(labels).replace("word", "term"));
    ClassifySummary renamed = assertMadeAnewOnce(options());
    assertTrue(Files.readString(Path.of(renamed.results())).contains(",term "));
    Files.writeString(model.resolve("model.json"), "{\"output\": \"softmax\"}");
    assertMadeAnewOnce(options());
    Files.writeString(
        model.resolve("model.json"), "{ \"bottleneck\" : \"x\",\n\"output\":\"softmax\" }");
    assertEquals(3, run(options()).skipped(), "it says the same of what rows depend on");
    JsonNode known = new ObjectMapper().readTree(ledger.resolve("_SETTINGS.json").toFile());
    assertEquals(6, known.size());
    String id = metrics().get("settings").get("id").asText();
    assertEquals("3", known.get(id).get("topK").asText());
    assertEquals("", renamed.failures());
  }

  @Test
  void shouldNameTheRowsThatCountAfterGoingBack() throws IOException {
    run(options());
    String first = metrics().get("settings").get("id").asText();
    ClassifyOptions others = options();
    others.setTopK(5);
    run(others);
    assertNotEquals(first, metrics().get("settings").get("id").asText());
    assertEquals(3, run(options()).skipped());
    assertEquals(first, metrics().get("settings").get("id").asText());
    assertEquals(13, metrics().get("model").get("id").asText().length());
  }

  private ClassifySummary assertMadeAnewOnce(ClassifyOptions options) throws IOException {
    ClassifySummary anew = run(options);
    assertEquals(3, anew.classified());
    assertEquals(3, metrics().get("images_made_anew").asInt());
    assertEquals(0, run(options).classified());
    assertEquals(0, metrics().get("images_made_anew").asInt());
    return anew;
  }

  @Test
  void shouldReadTheTablesOfFormerReleasesAndClassifyAnew() throws IOException {
    ClassifySummary first = run(options());
    Path table = Path.of(first.results());
    List<String> rows =
        Files.readAllLines(table).stream().map(r -> r.substring(0, r.lastIndexOf(','))).toList();
    Files.writeString(table, String.join("\r\n", rows) + "\r\n");
    assertMadeAnewOnce(options());
  }

  @Test
  void shouldTryAgainWhatMayPass() throws IOException {
    Files.writeString(photos.resolve("note.txt"), "hello");
    Files.write(photos.resolve("large.png"), Images.png(300, 200, 1));
    Path list = temp.resolve("list.txt");
    Files.writeString(list, photos.resolve("late.png") + "\n");
    ClassifyOptions options = options();
    options.setInput(photos + ",@" + list);
    options.setMaxPixels(5000);
    assertEquals(Map.of("decode", 2L, "read", 1L), run(options).failed());
    assertEquals(Map.of("decode", 1L, "read", 1L), run(options).failed(), "not the note again");
    assertEquals(1, metrics().get("images_tried_again").asInt());
    Files.write(photos.resolve("late.png"), Images.png(30, 20, 1));
    options.setMaxPixels(5_000_000);
    ClassifySummary last = run(options);
    assertEquals(2, last.classified());
    assertEquals(0, last.failedTotal());
    options.setMaxPixels(5000);
    assertEquals(6, run(options).skipped(), "a result that is there stays done");
  }

  @Test
  void shouldTakeUpWhatAnUnreadableFileHasBecome() throws IOException {
    Path locked = photos.resolve("1.png");
    assumeTrue(
        locked.toFile().setReadable(false) && !Files.isReadable(locked),
        "root can read a file all the same; LedgerTest shows the rule");
    assertEquals(Map.of("read", 1L), run(options()).failed());
    assertTrue(locked.toFile().setReadable(true));
    ClassifySummary second = run(options());
    assertEquals(1, second.classified());
    assertEquals(2, second.skipped());
  }

  @Test
  void shouldKnowRowsThatWereWrittenForSpreadsheets() throws IOException {
    Path labels = model.resolve("imagenet_synset_to_human_label_map.txt");
    Files.writeString(labels, Files.readString(labels).replace("word", "=1+1"));
    ClassifyOptions options = options();
    options.setCsvSafe(true);
    ClassifySummary first = run(options);
    String rows = Files.readString(Path.of(first.results()));
    assertTrue(rows.contains(",\"'=1+1 "), rows);
    assertFalse(rows.contains(",\"=1+1"), rows);
    assertEquals(3, run(options).skipped());
    assertEquals(3, run(options()).skipped(), "the rows say the same");
  }

  @Test
  void shouldNotTakeItsOwnFilesForImages() throws IOException {
    ledger = photos;
    run(options());
    assertTrue(Files.exists(photos.resolve("_SETTINGS.json")));
    assertEquals(0, run(options()).failedTotal());
    try (Stream<Path> files = Files.list(photos)) {
      assertEquals(
          8, files.count(), "three images, one table, settings, metrics of two nights and a link");
    }
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(ledger.resolve("_METRICS.json").toFile());
  }

  private ClassifyOptions options() {
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(photos.toString());
    options.setOutput(ledger + "/");
    options.setModel(model.toString());
    options.setTopK(3);
    return options;
  }

  private static ClassifySummary run(ClassifyOptions options) throws IOException {
    return ClassifyPipeline.create(options).run();
  }
}
