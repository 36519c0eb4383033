package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.classify.ClassifyFixture.KilledRun;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.local.ClosedPipeException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.table.CsvRows;
import org.junit.jupiter.api.Test;

/** The formats that rows are written in, and the streams. */
class ClassifyPipelineFormatsTest extends ClassifyOutputsFixture {
  @Test
  void shouldWriteTheSameRowsAsJsonLines() throws IOException {
    Files.writeString(files.photos().resolve("note.txt"), "hello");
    run("x.csv", "--topK=2");
    run("x.jsonl", "--topK=2");
    List<JsonNode> lines = lines("x.jsonl");
    List<Map<String, String>> rows = rows("x.csv");
    assertEquals(IMAGES, lines.size());
    for (int i = 0; i < IMAGES; i++) {
      JsonNode line = lines.get(i);
      Map<String, String> row = rows.get(i);
      for (String member : List.of("image", "size_bytes", "modified", "model", "settings")) {
        assertEquals(row.get(member), line.get(member).asText());
      }
      assertEquals(2, line.get("labels").size());
      for (int k = 1; k <= 2; k++) {
        JsonNode label = line.get("labels").get(k - 1);
        assertEquals(row.get("label_" + k), label.get("label").asText());
        assertEquals(row.get("score_" + k), Float.toString(label.get("score").floatValue()));
        assertEquals(row.get("node_id_" + k), label.get("node_id").asText());
        assertEquals(row.get("synset_" + k), label.get("synset").asText());
      }
    }
    assertEquals(
        files.photos() + "/note.txt", lines("x.failures.jsonl").get(0).get("image").asText());
    assertEquals("decode", lines("x.failures.jsonl").get(0).get("stage").asText());
    run("x.jsonl", "--topK=1");
    assertEquals(1, lines("x.jsonl").get(0).get("labels").size(), "its own files are replaced");
  }

  @Test
  void shouldSkipImagesOfALedgerWhateverFormatItsTablesHave() throws IOException {
    assertEquals(IMAGES, run("night/", "--format=jsonl").classified());
    addImage("q.png");
    ClassifySummary second = run("night/", "--format=csv");
    assertEquals(IMAGES, second.skipped());
    assertEquals(1, second.classified());
    assertEquals(IMAGES + 1, run("night/", "--format=jsonl").skipped());
  }

  @Test
  void shouldWriteRowsToAStreamAndKeepNothing() throws IOException {
    Files.writeString(files.photos().resolve("note.txt"), "hello\nyou");
    run("x.csv");
    for (String format : List.of("csv", "jsonl")) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      List<String> failures = new ArrayList<>();
      ClassifySummary summary =
          pipeline("-", "--format=" + format).run(new StandardStreams(rows, failures::add));
      assertEquals(IMAGES, summary.classified());
      assertEquals("standard output", summary.results());
      assertEquals(1, failures.size());
      assertTrue(
          failures.get(0).startsWith("failed (decode): " + files.photos() + "/note.txt: not an"));
      String text = rows.toString(StandardCharsets.UTF_8);
      if (format.equals("csv")) {
        assertEquals(Files.readString(out.resolve("x.csv")), text);
      } else {
        assertEquals(IMAGES, text.lines().count());
      }
    }
    assertEquals(List.of("x.csv", "x.csv.metrics.json", "x.failures.csv"), names());
    assertFalse(Files.exists(Path.of("-")));
  }

  @Test
  void shouldTellAClosedPipeFromAFullDisk() throws IOException {
    ClassifyPipeline pipeline = pipeline("-");
    assertThrows(
        ClosedPipeException.class,
        () -> pipeline.run(new StandardStreams(failing("Broken pipe"), unused -> {})));
    ClassifyPipeline second = pipeline("-");
    OutputException e =
        assertThrows(
            OutputException.class,
            () -> second.run(new StandardStreams(failing("No space left"), unused -> {})));
    assertEquals("cannot write standard output: No space left", e.getMessage());
    assertTrue(second.describeKept().contains("not kept"), second.describeKept());
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void shouldGoOnFromWhatWasCommittedInWhateverFormat() throws IOException {
    String[] both = {"--outputs=both", "--topK=1", "--batchSize=1"};
    run("x.csv", both);
    List<Map<String, String>> whole = rows("x.csv");
    int chunk = interrupt(options("x.csv", both), whole);
    List<String> npy = new ArrayList<>(List.of(both));
    npy.add("--embeddingFormat=npy");
    ClassifySummary resumed = run("x.csv", npy.toArray(String[]::new));
    assertEquals(IMAGES - chunk, resumed.inferences());
    List<Map<String, String>> rows = rows("x.csv");
    assertEquals(IMAGES, rows.size());
    for (int i = 0; i < IMAGES; i++) {
      assertEquals(whole.get(i).get("score_1"), rows.get(i).get("score_1"));
      assertArrayEquals(
          values(whole.get(i).get("embedding")),
          npyRow(rows.get(i).get("embedding_file"), rows.get(i).get("embedding_row")));
    }
    interrupt(options("x.csv", both), whole);
    SettingsException e =
        assertThrows(SettingsException.class, () -> run("x.csv", "--topK=1", "--batchSize=1"));
    assertTrue(e.getMessage().contains("outputs=both (now labels)"), e.getMessage());
  }

  /** What a run leaves that was killed when it had committed its first chunk: of that many rows. */
  private int interrupt(ClassifyOptions options, List<Map<String, String>> rows)
      throws IOException {
    try (KilledRun killed = KilledRun.of(options)) {
      int chunk = killed.settings().inference().batches().groupSize();
      List<String> header = new ResultsCsv(1, VectorColumn.BASE64, killed.rows().id()).header();
      try (CSVPrinter part = CsvRows.print(Files.newOutputStream(killed.part("results")), header)) {
        for (Map<String, String> row : rows.subList(0, chunk)) {
          Map<String, String> cells = new HashMap<>(row);
          cells.put("embedding", base64(values(row.get("embedding"))));
          part.printRecord(header.stream().map(cells::get).toList());
        }
      }
      return chunk;
    }
  }

  private static String base64(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  @Test
  void shouldRefuseSettingsThatWouldDoNothing() {
    List<List<String>> cases =
        List.of(
            List.of("x.csv", "embedding", "--embedding=pool_3"),
            List.of("x.csv", "normalizeEmbedding", "--normalizeEmbedding=true"),
            List.of("x.csv", "embeddingFormat", "--embeddingFormat=npy"),
            List.of("x.csv", "minScore", "--outputs=embedding", "--minScore=0.5"),
            List.of("x.jsonl", "csvSafe", "--csvSafe=true"),
            List.of("-", "embeddingFormat", "--outputs=both", "--embeddingFormat=npy"));
    for (List<String> one : cases) {
      String[] options = one.subList(2, one.size()).toArray(String[]::new);
      InvalidValueException e =
          assertThrows(InvalidValueException.class, () -> pipeline(one.get(0), options));
      assertEquals(one.get(1), e.setting().orElseThrow());
    }
  }
}
