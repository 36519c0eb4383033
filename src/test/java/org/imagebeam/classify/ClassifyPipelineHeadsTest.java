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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.RowSchemas;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.ModelImport;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a network with several outputs that classify. */
class ClassifyPipelineHeadsTest {
  private static final int IMAGES = 9;

  @TempDir private Path temp;
  private Path photos;
  private Path model;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(photos.resolve("p" + i + ".png"), Images.png(20 + i, 18, i));
    }
    Path graph = Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray());
    model = temp.resolve("two");
    ImportOptions.Builder options = ImportOptions.builder().pixels(PixelPreset.UNIT);
    new ModelImport(
            graph.toString(), options.output("out").heads(Map.of("colour", "colour")).build())
        .writeTo(model.toString());
    Files.writeString(model.resolve("labels-colour.txt"), "red\ngreen\nblue\n");
    // The second output alone, to compare with.
    new ModelImport(graph.toString(), options.output("colour").heads(Map.of()).build())
        .writeTo(temp.resolve("colour").toString());
    Files.writeString(temp.resolve("colour/labels.txt"), "red\ngreen\nblue\n");
  }

  private ClassifySummary run(Path modelFolder, String output, String... options)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--input=" + photos,
                "--model=" + modelFolder,
                "--output=" + temp.resolve(output) + (output.endsWith("/") ? "/" : "")));
    all.addAll(List.of(options));
    return ClassifyPipeline.create(
            PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).as(ClassifyOptions.class))
        .run();
  }

  private List<Map<String, String>> rows(String file) throws IOException {
    return ClassifyFixture.rows(temp.resolve(file));
  }

  @Test
  void shouldWriteTheLabelsOfEachHead() throws IOException {
    run(model, "both.csv", "--topK=2");
    run(temp.resolve("colour"), "colour.csv", "--topK=2");
    List<Map<String, String>> both = rows("both.csv");
    List<Map<String, String>> alone = rows("colour.csv");
    assertEquals(IMAGES, both.size());
    for (int i = 0; i < IMAGES; i++) {
      assertTrue(both.get(i).get("label_1").startsWith("class "), "the first output");
      for (String column : List.of("label_1", "node_id_1", "label_2", "node_id_2", "synset_2")) {
        assertEquals(alone.get(i).get(column), both.get(i).get("colour_" + column));
      }
      assertEquals(
          Float.parseFloat(alone.get(i).get("score_1")),
          Float.parseFloat(both.get(i).get("colour_score_1")),
          1e-6f);
    }
    String header = Files.readAllLines(temp.resolve("both.csv")).get(0);
    assertEquals(
        "image,size_bytes,modified,model,label_1,score_1,node_id_1,synset_1,label_2,score_2,"
            + "node_id_2,synset_2,colour_label_1,colour_score_1,colour_node_id_1,colour_synset_1,"
            + "colour_label_2,colour_score_2,colour_node_id_2,colour_synset_2,settings",
        header);
  }

  @Test
  void shouldWriteHeadsAsJson() throws IOException {
    run(model, "x.csv", "--topK=1");
    run(model, "x.jsonl", "--topK=1");
    Map<String, String> row = rows("x.csv").get(3);
    JsonNode line = new ObjectMapper().readTree(Files.readAllLines(temp.resolve("x.jsonl")).get(3));
    JsonNode colour = line.get("heads").get("colour");
    assertEquals(1, colour.size());
    assertEquals(row.get("colour_label_1"), colour.get(0).get("label").asText());
    assertEquals(
        row.get("colour_score_1"), Float.toString(colour.get(0).get("score").floatValue()));
    assertEquals(row.get("label_1"), line.get("labels").get(0).get("label").asText());
  }

  @Test
  void shouldGiveAnEmbeddingBesideHeadsEvenOfTheSameNode() throws IOException {
    for (String node : List.of("mean", "colour", "out")) {
      run(model, "x.csv", "--topK=3", "--outputs=both", "--embedding=" + node);
      run(model, "e.csv", "--outputs=embedding", "--embedding=" + node);
      List<Map<String, String>> both = rows("x.csv");
      List<Map<String, String>> embedding = rows("e.csv");
      for (int i = 0; i < IMAGES; i++) {
        float[] values = values(both.get(i).get("embedding"));
        float[] alone = values(embedding.get(i).get("embedding"));
        assertEquals(alone.length, values.length);
        assertEquals(alone[2], values[2], 1e-6f);
        int best = Integer.parseInt(both.get(i).get("colour_node_id_1"));
        if (node.equals("colour")) {
          assertEquals(
              Float.parseFloat(both.get(i).get("colour_score_1")), values[best], "its own values");
        }
        assertFalse(embedding.get(i).containsKey("colour_label_1"), "no labels were asked for");
      }
    }
  }

  private static float[] values(String json) throws IOException {
    return new ObjectMapper().readValue(json, float[].class);
  }

  @Test
  void shouldHoldLabelsOfEachHeadToTheLeastScore() throws IOException {
    run(model, "all.csv", "--topK=3");
    String least = rows("all.csv").get(0).get("colour_score_1");
    run(model, "x.csv", "--topK=3", "--minScore=" + least);
    Map<String, String> row = rows("x.csv").get(0);
    assertEquals(least, row.get("colour_score_1"));
    assertEquals("", row.get("colour_label_2"), "below the best of the head");
  }

  @Test
  void shouldClassifyAgainWhenAHeadsLabelsChange() throws IOException {
    assertEquals(IMAGES, run(model, "night/").classified());
    assertEquals(IMAGES, run(model, "night/").skipped());
    Files.writeString(model.resolve("labels-colour.txt"), "rot\ngr\u00fcn\nblau\n");
    assertEquals(IMAGES, run(model, "night/").classified());
  }

  @Test
  void shouldNameTheFileOfAHeadWithoutLabels() throws IOException {
    Files.delete(model.resolve("labels-colour.txt"));
    LabelFileException e = assertThrows(LabelFileException.class, () -> run(model, "x.csv"));
    assertTrue(
        e.getMessage()
            .endsWith(
                "labels-colour.txt: there is no such file; the head 'colour' needs it, with a class"
                    + " in each line"),
        e.getMessage());
  }

  @Test
  void shouldGiveHeadsToUsersOfTheLibrary() throws IOException {
    run(model, "x.csv", "--topK=1");
    Map<String, String> expected = rows("x.csv").get(0);
    Pipeline pipeline = Pipeline.create();
    ModelHandle handle = ModelHandle.open(model.toString());
    assertEquals(Heads.of(Map.of("colour", "colour")), handle.heads());
    PCollectionView<LabelMap> labels = pipeline.apply(ReadLabels.of(handle.location()));
    PCollection<Classification> found =
        pipeline
            .apply(FileIO.match().filepattern(photos + "/p0.png"))
            .apply(ClassifyImages.with(handle, labels).withTopK(1))
            .output();
    PAssert.thatSingleton(found)
        .satisfies(
            one -> {
              assertEquals(List.of("colour"), one.heads().keySet().asList());
              assertEquals(
                  expected.get("colour_label_1"), one.heads().get("colour").get(0).label());
              Row row =
                  new RowSchemas()
                      .toRowFunction(TypeDescriptor.of(Classification.class))
                      .apply(one);
              Row head = row.<Row>getArray("heads").iterator().next();
              assertEquals("colour", head.getString("head"));
              assertEquals(
                  expected.get("colour_label_1"),
                  head.<Row>getArray("labels").iterator().next().getString("label"));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }
}
