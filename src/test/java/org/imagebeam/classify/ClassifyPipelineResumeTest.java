package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.ClassifyFixture.KilledRun;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.RecordedPhases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on from a work folder, as a killed one leaves it. */
class ClassifyPipelineResumeTest {
  private static final int CHUNK = 64;

  @TempDir Path temp;
  private ClassifyFixture files;
  private Path output;

  @BeforeEach
  void makeInput() throws IOException {
    files = ClassifyFixture.in(temp);
    output = temp.resolve("out/x.csv");
    for (int i = 0; i < 150; i++) {
      files.writePhoto(image(i).getFileName().toString(), i);
    }
  }

  @Test
  void shouldGoOnFromWhatAnInterruptedRunCommitted() throws IOException {
    List<String> rows = rows(run(options()));
    // The second chunk and one of the third; marked, so that they are known again.
    List<String> marked =
        rows.subList(0, 130).stream().map(r -> r.replace("word", "WORD")).toList();
    interrupt(options(), rows.get(0), marked.subList(65, 130), List.of());
    ClassifySummary resumed = run(options());
    assertEquals(150, resumed.classified());
    assertEquals(150 - CHUNK, resumed.inferences());
    List<String> expected = new ArrayList<>(rows);
    for (int i = 65; i < 129; i++) {
      expected.set(i, marked.get(i));
    }
    assertEquals(expected, rows(resumed), "of a chunk that was done again the later rows count");
    assertFalse(Files.exists(temp.resolve("out/.x.csv.work")));
  }

  @Test
  void shouldGiveEachFileThatIsThereItsRowAfterTheInputHasChanged() throws IOException {
    List<String> rows = rows(run(options()));
    interrupt(options(), rows.get(0), rows.subList(1, 129), List.of());
    Files.delete(image(10));
    Files.move(image(20), files.photos().resolve("q020.png"));
    Files.writeString(image(30), "garbage");
    Files.write(image(40), Images.png(50, 40, 999));
    Files.write(files.photos().resolve("a.png"), Images.png(30, 30, 7));
    ClassifySummary resumed = run(options());
    assertEquals(149, resumed.classified());
    assertEquals(Map.of("decode", 1L), resumed.failed());
    assertTrue(resumed.inferences() < 150, "nothing was gone on from");
    List<String> got = keysAndLabels(resumed);
    String failures = Files.readString(Path.of(resumed.failures()));
    assertEquals(keysAndLabels(run(options())), got);
    assertEquals(failures, Files.readString(temp.resolve("out/x.failures.csv")));
    assertTrue(failures.contains(image(30) + ",7,"), failures);
  }

  @Test
  void shouldTryAgainWhatMayPassAndNothingElse() throws IOException {
    Files.writeString(image(5), "garbage");
    Files.write(image(100), Images.png(500, 400, 1));
    ClassifyOptions options = options();
    options.setMaxPixels(1000);
    ClassifySummary limited = run(options);
    assertEquals(Map.of("decode", 2L), limited.failed());
    List<String> rows = rows(limited);
    List<String> failures = Files.readAllLines(Path.of(limited.failures()));
    assertTrue(failures.get(2).contains(",decode,ImageLimitException,"), failures.get(2));
    // Two whole chunks: each has a failure.
    interrupt(options, rows.get(0), rows.subList(1, 127), failures);
    options.setMaxPixels(1_000_000);
    ClassifySummary resumed = run(options);
    assertEquals(149, resumed.classified());
    assertEquals(Map.of("decode", 1L), resumed.failed());
    assertEquals(150 - CHUNK, resumed.inferences(), "the first chunk is done, garbage and all");
  }

  @Test
  void shouldRefuseOtherSettingsAndKeepWhatIsCommitted() throws IOException {
    List<String> rows = rows(run(options()));
    interrupt(options(), rows.get(0), rows.subList(1, 129), List.of());
    ClassifyOptions other = options();
    other.setTopK(2);
    other.setExif("ignore");
    other.setBatchSize(2);
    SettingsException e = assertThrows(SettingsException.class, () -> run(other));
    for (String part :
        List.of("topK=3 (now 2)", "exif=apply (now ignore)", "batchSize=0 (now 2)")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    Path labels = files.model().resolve("imagenet_synset_to_human_label_map.txt");
    String words = Files.readString(labels);
    Files.writeString(labels, words.replace("word", "term"));
    SettingsException e2 = assertThrows(SettingsException.class, () -> run(options()));
    assertTrue(e2.getMessage().contains("with other labels: give the same"), e2.getMessage());
    Files.writeString(labels, words);
    ClassifySummary resumed = run(options());
    assertEquals(150 - 2 * CHUNK, resumed.inferences());
    assertEquals(rows, rows(resumed));
  }

  /** What a run leaves that was killed behind its commits; its tables are removed. */
  @Test
  void shouldTellHowMuchWasDoneBefore() throws IOException {
    Files.writeString(image(5), "garbage");
    ClassifySummary whole = run(options());
    List<String> rows = rows(whole);
    List<String> failures = Files.readAllLines(Path.of(whole.failures()));
    // The first chunk, with its failure, and one image of the second.
    interrupt(options(), rows.get(0), rows.subList(1, 65), failures);
    Files.writeString(image(149), "garbage");
    RecordedPhases phases = new RecordedPhases();
    ClassifyPipeline.create(options(), phases).run();
    assertEquals(
        List.of(
            "listing 150 images",
            "classifying 150 of 150 images, 64 before, 1 failed",
            "writing 150 rows"),
        phases.seen());
    assertEquals(1, phases.endings());
  }

  @Test
  void shouldCountTheImagesOfALedgerAsDoneBefore() throws IOException {
    Files.writeString(image(5), "garbage");
    ClassifyOptions options = options();
    options.setOutput(temp.resolve("ledger") + "/");
    run(options);
    files.writePhoto("q.png", 500);
    options.setInput(files.photos() + "," + temp.resolve("gone.png"));
    RecordedPhases phases = new RecordedPhases();
    ClassifyPipeline.create(options, phases).run();
    assertEquals(
        List.of(
            "listing 151 images", "classifying 151 of 151 images, 150 before", "writing 1 rows"),
        phases.seen());
  }

  private void interrupt(
      ClassifyOptions options, String header, List<String> results, List<String> failures)
      throws IOException {
    Files.delete(output);
    try (KilledRun killed = KilledRun.of(options)) {
      Files.writeString(
          killed.part("results"), header + "\r\n" + String.join("\r\n", results) + "\r\n");
      if (!failures.isEmpty()) {
        Files.writeString(killed.part("failures"), String.join("\r\n", failures));
      }
    }
  }

  private Path image(int i) {
    return files.photos().resolve(String.format("p%03d.png", i));
  }

  private ClassifyOptions options() {
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(files.photos().toString());
    options.setOutput(output.toString());
    options.setModel(files.model().toString());
    options.setTopK(3);
    return options;
  }

  private static ClassifySummary run(ClassifyOptions options) throws IOException {
    return ClassifyPipeline.create(options).run();
  }

  private static List<String> rows(ClassifySummary summary) throws IOException {
    return Files.readAllLines(Path.of(summary.results()));
  }

  /** Without scores: in their last bits they depend on the neighbours in the batch. */
  private static List<String> keysAndLabels(ClassifySummary summary) throws IOException {
    return rows(summary).stream()
        .map(row -> row.split(","))
        .map(cells -> String.join(",", cells[0], cells[1], cells[2], cells[4]))
        .toList();
  }
}
