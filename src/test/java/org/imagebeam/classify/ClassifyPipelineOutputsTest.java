package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.classify.ClassifyFixture.KilledRun;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.local.ClosedPipeException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.table.CsvRows;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes of an image, and how. */
class ClassifyPipelineOutputsTest {
  private static final int IMAGES = 20;

  /** Of the bottleneck of {@link TinyGraphs}. */
  private static final int VALUES = 16;

  @TempDir Path temp;
  private ClassifyFixture files;
  private Path out;

  @BeforeEach
  void makeInput() throws IOException {
    files = ClassifyFixture.in(temp);
    out = Files.createDirectory(temp.resolve("out"));
    for (int i = 0; i < IMAGES; i++) {
      files.writePhoto(String.format("p%02d.png", i), i);
    }
  }

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
  void shouldLeaveOutLabelsWhoseScoreIsTooLow() throws IOException {
    run("all.csv", "--topK=9");
    List<Map<String, String>> all = rows("all.csv");
    String least = all.get(3).get("score_2");
    run("x.csv", "--topK=3", "--minScore=" + least);
    List<Map<String, String>> rows = rows("x.csv");
    assertEquals(IMAGES, rows.size());
    for (int i = 0; i < IMAGES; i++) {
      for (int k = 1; k <= 3; k++) {
        String score = all.get(i).get("score_" + k);
        boolean high = Float.parseFloat(score) >= Float.parseFloat(least);
        assertEquals(high ? score : "", rows.get(i).get("score_" + k));
        assertEquals(high ? all.get(i).get("label_" + k) : "", rows.get(i).get("label_" + k));
      }
    }
    assertEquals(least, rows.get(3).get("score_2"), "the least itself is high enough");
    assertNotEquals(all.get(0).get("settings"), rows.get(0).get("settings"));
    ClassifySummary none = run("none.jsonl", "--minScore=1");
    assertEquals(IMAGES, none.classified());
    assertEquals(0, none.failedTotal());
    assertEquals(0, lines("none.jsonl").get(0).get("labels").size());
  }

  @Test
  void shouldRefuseALeastScoreThatNoProbabilityCanReach() {
    for (String least : List.of("50", "1.001")) {
      InvalidValueException e =
          assertThrows(InvalidValueException.class, () -> run("x.csv", "--minScore=" + least));
      assertEquals("minScore", e.setting().orElseThrow());
      assertTrue(e.getMessage().contains("from 0 to 1 (Softmax)"), e.getMessage());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void shouldSkipImagesWithoutALabelToo() throws IOException {
    assertEquals(IMAGES, run("night/", "--minScore=1").classified());
    assertEquals(IMAGES, run("night/", "--minScore=1").skipped());
    assertEquals(IMAGES, run("night/").classified(), "with other settings");
  }

  @Test
  void shouldWriteTheLayerBeforeTheLast() throws IOException {
    run("labels.csv");
    run("both.csv", "--outputs=both");
    run("alone.jsonl", "--outputs=embedding");
    List<Map<String, String>> labels = rows("labels.csv");
    List<Map<String, String>> both = rows("both.csv");
    List<JsonNode> alone = lines("alone.jsonl");
    for (int i = 0; i < IMAGES; i++) {
      float[] expected = expected(i);
      assertArrayEquals(expected, values(both.get(i).get("embedding")), 1e-5f);
      assertArrayEquals(expected, values(alone.get(i).get("embedding").toString()), 1e-5f);
      assertFalse(alone.get(i).has("labels"));
      for (int k = 1; k <= 5; k++) {
        assertEquals(labels.get(i).get("label_" + k), both.get(i).get("label_" + k));
        assertEquals(
            Float.parseFloat(labels.get(i).get("score_" + k)),
            Float.parseFloat(both.get(i).get("score_" + k)),
            1e-6f);
      }
    }
  }

  @Test
  void shouldWriteAnyNodeAndDivideItByItsNormIfTold() throws IOException {
    run("x.csv", "--outputs=both", "--embedding=softmax", "--topK=9");
    for (Map<String, String> row : rows("x.csv")) {
      float[] scores = values(row.get("embedding"));
      assertEquals(9, scores.length);
      float best = scores[Integer.parseInt(row.get("node_id_1"))];
      assertEquals(row.get("score_1"), Float.toString(best));
    }
    run("unit.csv", "--outputs=embedding", "--normalizeEmbedding");
    for (int i = 0; i < IMAGES; i++) {
      float[] expected = expected(i);
      double norm = 0;
      for (float value : expected) {
        norm += value * value;
      }
      float[] unit = values(rows("unit.csv").get(i).get("embedding"));
      for (int k = 0; k < VALUES; k++) {
        assertEquals(expected[k] / Math.sqrt(norm), unit[k], 1e-5);
      }
    }
  }

  @Test
  void shouldRefuseNodesThatAreNotThere() {
    String graph = files.model() + "/" + ModelFolder.GRAPH;
    for (List<String> one :
        List.of(
            List.of("nowhere", "'nowhere' is no node of " + graph + ": name a node"),
            List.of("pool-3", "'pool-3' is no node of " + graph + ": did you mean 'pool_3'?"),
            List.of("POOL", "did you mean 'pool_3'"),
            List.of("softmax/weights", "' (Const) of " + graph + " doesn't depend on the"))) {
      InvalidValueException e =
          assertThrows(
              InvalidValueException.class,
              () -> run("x.csv", "--outputs=both", "--embedding=" + one.get(0)));
      assertEquals("embedding", e.setting().orElseThrow());
      assertTrue(e.getMessage().contains(one.get(1)), e.getMessage());
    }
    assertEquals(List.of(), Arrays.asList(out.toFile().list()));
  }

  @Test
  void shouldWriteFilesOfEmbeddingsAndReplaceThoseOfTheRunBefore() throws IOException {
    run("x.csv", "--outputs=both");
    List<Map<String, String>> text = rows("x.csv");
    run("x.csv", "--outputs=both", "--embeddingFormat=npy");
    List<String> first = npyFiles();
    assertEquals(1, first.size());
    Files.writeString(out.resolve("x.embeddings-mine.npy"), "not ours");
    run("x.csv", "--outputs=both", "--embeddingFormat=npy");
    assertEquals(2, npyFiles().size());
    assertFalse(npyFiles().contains(first.get(0)), "it belonged to the table that was replaced");
    List<Map<String, String>> rows = rows("x.csv");
    for (int i = 0; i < IMAGES; i++) {
      assertFalse(rows.get(i).containsKey("embedding"));
      assertArrayEquals(
          values(text.get(i).get("embedding")),
          npyRow(rows.get(i).get("embedding_file"), rows.get(i).get("embedding_row")));
    }
  }

  @Test
  void shouldRemoveOnlyTheEmbeddingsThatTheReplacedTableNames() throws IOException {
    String[] npy = {"--outputs=embedding", "--embeddingFormat=npy"};
    run("p.csv", npy);
    List<String> csv = npyFiles();
    run("p.jsonl", npy);
    assertEquals(2, npyFiles().size());
    assertTrue(npyFiles().containsAll(csv), "they are another table's");
    assertEquals(VALUES, npyRow(csv.get(0), rows("p.csv").get(0).get("embedding_row")).length);
    String mine = "p.embeddings-20260101T000000000Z-00000.npy";
    Files.writeString(out.resolve(mine), "not ours");
    Files.copy(out.resolve("p.jsonl"), out.resolve("copy.jsonl"));
    run("copy.jsonl", npy);
    run("p.csv", "--outputs=embedding");
    assertTrue(npyFiles().contains(mine), "no table names it");
    assertFalse(npyFiles().contains(csv.get(0)), "the table has none any more");
    String lines = lines("p.jsonl").get(0).get("embedding_file").asText();
    assertTrue(npyFiles().contains(lines), "a copy of its table was replaced");
    run("p.jsonl", npy);
    assertFalse(npyFiles().contains(lines));
    assertEquals(3, npyFiles().size());
  }

  @Test
  void shouldRemoveFormerEmbeddingsOfATableOfAnyName() throws IOException {
    String[] npy = {"--outputs=embedding", "--embeddingFormat=npy", "--format=jsonl"};
    run("p", npy);
    run("p", npy);
    assertEquals(1, npyFiles().size());
    assertEquals(npyFiles().get(0), lines("p").get(0).get("embedding_file").asText());
  }

  @Test
  void shouldEmbedAgainOnlyWhatALedgerLacks() throws IOException {
    String[] npy = {"--outputs=embedding", "--embeddingFormat=npy"};
    out = out.resolve("night");
    assertEquals(IMAGES, run("", npy).classified());
    addImage("q.png");
    assertEquals(IMAGES, run("", npy).skipped());
    assertEquals(2, npyFiles().size());
    for (String table : tables()) {
      for (Map<String, String> row : rows(table)) {
        assertEquals(VALUES, npyRow(row.get("embedding_file"), row.get("embedding_row")).length);
      }
    }
    assertEquals(IMAGES + 1, run("", "--outputs=embedding").skipped(), "however they are written");
    assertEquals(IMAGES + 1, run("", "--outputs=both").classified(), "with labels as well");
    Files.delete(out.resolve(npyFiles().get(0)));
    assertEquals(IMAGES, run("", npy).classified(), "the vectors are gone");
    Path cut = out.resolve(rows(tables().get(tables().size() - 1)).get(0).get("embedding_file"));
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 500));
    assertEquals(IMAGES, run("", npy).classified(), "the vectors are cut off");
    assertEquals(IMAGES + 1, run("", npy).skipped());
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

  private float[] expected(int image) throws IOException {
    byte[] bytes = Files.readAllBytes(files.photos().resolve(String.format("p%02d.png", image)));
    try (LoadedGraph graph =
        new LoadedGraph(ModelFolder.open(files.model().toString()).readGraph().graph())) {
      return graph.run(bytes, "pool_3").values();
    }
  }

  private void addImage(String name) throws IOException {
    files.writePhoto(name, 77);
  }

  private ClassifySummary run(String output, String... options) throws IOException {
    return pipeline(output, options).run();
  }

  private ClassifyPipeline pipeline(String output, String... options) throws IOException {
    return ClassifyPipeline.create(options(output, options));
  }

  private ClassifyOptions options(String output, String... options) {
    List<String> all =
        new ArrayList<>(List.of("--input=" + files.photos(), "--model=" + files.model()));
    all.add("--output=" + (output.equals("-") ? output : out + "/" + output));
    all.addAll(List.of(options));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).as(ClassifyOptions.class);
  }

  private List<Map<String, String>> rows(String file) throws IOException {
    return ClassifyFixture.rows(out.resolve(file));
  }

  private List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(file))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static float[] values(String json) throws IOException {
    return new ObjectMapper().readValue(json, float[].class);
  }

  private float[] npyRow(String file, String row) throws IOException {
    byte[] bytes = Files.readAllBytes(out.resolve(file));
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + data.getShort(8);
    float[] values = new float[VALUES];
    data.position(header + Integer.parseInt(row) * VALUES * Float.BYTES);
    data.asFloatBuffer().get(values);
    return values;
  }

  private List<String> names() {
    return Stream.of(out.toFile().list()).sorted().toList();
  }

  private List<String> npyFiles() {
    return names().stream().filter(name -> name.endsWith(".npy")).toList();
  }

  private List<String> tables() {
    return names().stream().filter(name -> name.startsWith("results-")).toList();
  }
}
