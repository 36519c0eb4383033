package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.LoadedGraph;
import org.junit.jupiter.api.Test;

/** The node that embeddings are taken from, and the files that they are written to. */
class ClassifyPipelineEmbeddingsTest extends ClassifyOutputsFixture {
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

  private float[] expected(int image) throws IOException {
    byte[] bytes = Files.readAllBytes(files.photos().resolve(String.format("p%02d.png", image)));
    try (LoadedGraph graph =
        new LoadedGraph(ModelFolder.open(files.model().toString()).readGraph().graph())) {
      return graph.run(bytes, "pool_3").values();
    }
  }

  private List<String> npyFiles() {
    return names().stream().filter(name -> name.endsWith(".npy")).toList();
  }

  private List<String> tables() {
    return names().stream().filter(name -> name.startsWith("results-")).toList();
  }
}
