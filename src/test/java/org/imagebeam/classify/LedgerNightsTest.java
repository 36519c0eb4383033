package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagebeam.classify.ledger.LedgerCounts;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nights leave behind: tables, metrics, images for later. */
class LedgerNightsTest extends ClassifyPipelineFixture {
  private Path ledger;

  @BeforeEach
  void makeLedger() {
    ledger = temp.resolve("ledger");
  }

  @Override
  ClassifyOptions options() {
    ClassifyOptions options = super.options();
    options.setOutput(ledger + "/");
    return options;
  }

  private List<String> names(String start) throws IOException {
    return names(ledger).stream().filter(name -> name.startsWith(start)).toList();
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private String path(int i) {
    return String.format("%s/p%03d.png", photos, i);
  }

  @Test
  void shouldLeaveNoTableWithoutNews() throws IOException {
    addImages(0, 3);
    ClassifySummary first = run(options());
    assertEquals("", first.failures(), "none failed");
    assertEquals(List.of(), names("failures-"));
    ClassifySummary second = run(options());
    assertEquals("", second.results());
    assertEquals(List.of(Path.of(first.results()).getFileName().toString()), names("results-"));
  }

  @Test
  void shouldKeepTheMetricsOfEachRun() throws IOException {
    addImages(0, 3);
    ClassifySummary first = run(options());
    ClassifySummary second = run(options());
    assertEquals(2, names("_METRICS-").size());
    assertEquals(3, json(Path.of(first.metrics())).get("images_classified").asInt());
    assertEquals(3, json(Path.of(second.metrics())).get("images_skipped").asInt());
    Path newest = ledger.resolve("_METRICS.json");
    assertEquals(json(Path.of(second.metrics())), json(newest));
    assertEquals(Path.of(second.metrics()), newest.toRealPath());
    assertEquals(
        second.metrics(), ledger + "/_METRICS-" + json(newest).get("run").asText() + ".json");
  }

  @Test
  void shouldReplaceTheMetricsOfFormerReleases() throws IOException {
    addImages(0, 1);
    Files.createDirectory(ledger);
    Files.writeString(ledger.resolve("_METRICS.json"), "{}");
    ClassifySummary summary = run(options());
    assertEquals(Path.of(summary.metrics()), ledger.resolve("_METRICS.json").toRealPath());
  }

  @Test
  void shouldClassifyAFewEachNight() throws IOException {
    addImages(0, 5);
    ClassifyOptions options = options();
    options.setLimit(2L);
    ClassifySummary first = run(options);
    assertEquals(List.of(path(0), path(1)), paths(Path.of(first.results())));
    assertEquals(new LedgerCounts(0, 0, 0, 3, 0), first.ledger());
    assertEquals(3, json(ledger.resolve("_METRICS.json")).get("images_left_for_later").asInt());
    assertEquals(List.of(path(2), path(3)), paths(Path.of(run(options).results())));
    assertEquals(List.of(path(4)), paths(Path.of(run(options).results())));
    assertEquals(new LedgerCounts(5, 0, 0, 0, 0), run(options).ledger());
  }

  @Test
  void shouldLimitATableToo() throws IOException {
    addImages(0, 5);
    ClassifyOptions options = super.options();
    options.setLimit(2L);
    assertEquals(3, run(options).ledger().later());
    assertEquals(List.of(path(0), path(1)), paths(output));
  }

  @Test
  void shouldRetryFailuresWhereThatIsAskedFor() throws IOException {
    addImages(0, 1);
    Files.writeString(photos.resolve("note.png"), "hello");
    assertEquals(1, run(options()).failedTotal());
    assertEquals(0, run(options()).failedTotal());
    ClassifyOptions options = options();
    options.setRetryFailures(true);
    ClassifySummary third = run(options);
    assertEquals(Map.of("decode", 1L), third.failed());
    assertEquals(new LedgerCounts(1, 0, 1, 0, 0), third.ledger());
  }

  @Test
  void shouldSayHowManyRowsAreOfAnotherModel() throws IOException {
    addImages(0, 3);
    run(options());
    ClassifyOptions options = options();
    options.setModel(
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("other")), 16, 9, 6)
            .toString());
    DryRun plan = ClassifyPipeline.create(options).dryRun();
    assertEquals(1, plan.remarks().size());
    assertTrue(
        plan.remarks()
            .get(0)
            .matches(
                "3 images are classified anew: the rows that they have are of the model"
                    + " m[0-9a-f]{12} \\(now m[0-9a-f]{12}\\)"),
        plan.remarks().get(0));
    assertEquals(3, run(options).ledger().madeAnew());
  }

  @Test
  void shouldSayWhatARunWouldDoAndWriteNothing() throws IOException {
    addImages(0, 3);
    Files.writeString(photos.resolve("note.png"), "hello");
    ClassifyOptions dry = options();
    dry.setDryRun(true);
    assertEquals(4, ClassifyPipeline.create(dry).dryRun().classified());
    assertFalse(Files.exists(ledger));
    ClassifyOptions options = options();
    options.setReport(photos + "/my.html");
    run(options);
    List<String> before = names(ledger);
    addImages(3, 10);
    dry.setReport(photos + "/my.html");
    dry.setLimit(6L);
    dry.setRetryFailures(true);
    DryRun plan = ClassifyPipeline.create(dry).dryRun();
    assertEquals(11, plan.images());
    assertEquals(6, plan.classified());
    assertEquals(new LedgerCounts(3, 0, 1, 2, 0), plan.ledger());
    assertEquals(List.of(photos + "/note.png", path(3), path(4), path(5), path(6)), plan.first());
    assertEquals(before, names(ledger));
    assertEquals(plan.classified(), run(dry).classified() + 1, "the run does it; one fails");
  }

  @Test
  void shouldTellOfAStoppedRunAndItsSettings() throws IOException {
    addImages(0, 70);
    ClassifyOptions options = options();
    Path table = Path.of(run(options).results());
    String[] rows = Files.readString(table).split("\r\n");
    Files.delete(table);
    try (ClassifyFixture.KilledRun killed = ClassifyFixture.KilledRun.of(options)) {
      Files.writeString(
          killed.part("results"), String.join("\r\n", Arrays.copyOf(rows, 65)) + "\r\n");
    }
    DryRun plan = ClassifyPipeline.create(options).dryRun();
    assertEquals(6, plan.classified());
    assertEquals(64, plan.committed());
    options.setTopK(2);
    assertThrows(SettingsException.class, () -> ClassifyPipeline.create(options).dryRun());
    options.setTopK(3);
    options.setLimit(69L);
    assertThrows(SettingsException.class, () -> run(options), "there may be rows of more images");
    options.setLimit(null);
    assertEquals(70, run(options).classified());
  }

  @Test
  void shouldRefuseWhatAFileCannotDo() {
    ClassifyOptions options = super.options();
    options.setRetryFailures(true);
    assertRefused(
        "retryFailures is for an output that is a folder: only there do rows of earlier runs count",
        options);
    ClassifyOptions prune = super.options();
    prune.setPrune("mark");
    assertRefused(
        "prune is for an output that is a folder: only there do rows of earlier runs count", prune);
    prune.setOutput(ledger + "/");
    prune.setPrune("burn");
    assertRefused("prune must be mark or drop, not 'burn'", prune);
    prune.setPrune("drop");
    prune.setInput("@list.txt");
    assertRefused(
        "prune needs folders or patterns as the input: a list doesn't say which images are gone",
        prune);
    ClassifyOptions limit = options();
    limit.setLimit(0L);
    assertRefused("limit must be at least 1, not 0", limit);
    ClassifyOptions ratio = options();
    ratio.setMaxPruneRatio(1.5);
    assertRefused("maxPruneRatio must be 0 to 1, not 1.5", ratio);
  }

  private static void assertRefused(String message, ClassifyOptions options) {
    Exception e = assertThrows(Exception.class, () -> ClassifyPipeline.create(options));
    assertEquals(message, e.getMessage());
  }

  @Test
  void shouldPruneNothingUnlessAsked() {
    assertEquals(
        LedgerPolicy.Prune.NOTHING, LedgerPolicy.of(options(), photos.toString(), true).prune());
  }
}
