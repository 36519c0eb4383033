package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** A model that answers no image is no run that went well. */
class ClassifyPipelineUnansweredTest {
  @TempDir private Path temp;
  private Path photos;

  @BeforeEach
  void writeImages() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < 3; i++) {
      Files.write(photos.resolve(i + ".png"), Images.png(20, 20, i));
    }
  }

  private ClassifySummary run(GraphDef graph) throws IOException {
    Path model = Files.createDirectories(temp.resolve("model"));
    Files.write(model.resolve(ModelFolder.GRAPH), graph.toByteArray());
    Files.writeString(
        model.resolve(ModelFolder.SPEC),
        "{\"input\": \"input\", \"output\": \"out\", \"mean\": 127.5, \"scale\": 0.01}");
    Files.writeString(model.resolve("labels.txt"), "ant\nbee\ncat\ndog\neel\n");
    ClassifyOptions options =
        PipelineOptionsFactory.fromArgs(
                "--input=" + photos, "--output=" + temp + "/x.csv", "--model=" + model)
            .as(ClassifyOptions.class);
    return ClassifyPipeline.create(options).run();
  }

  private static GivenGraphs network() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, 1, 12, 12, 3).network();
  }

  @Test
  void shouldSayThatTheModelAnswersNoImage() throws IOException {
    Files.writeString(photos.resolve("note.txt"), "hello");
    GraphDef failing = network().failing().graph();
    ModelException e = assertThrows(ModelException.class, () -> run(failing));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    String start =
        "the model answered none of 3 images; the first, " + photos + "/0.png, failed with: ";
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().contains("99 is not in [0, 5)"), e.getMessage());
    assertTrue(e.getMessage().endsWith("(rows in " + temp + "/x.failures.csv)"), e.getMessage());
    List<String> failures = Files.readAllLines(temp.resolve("x.failures.csv"));
    assertEquals(3, failures.stream().filter(row -> row.contains(",infer,")).count());
    assertEquals(1, Files.readAllLines(temp.resolve("x.csv")).size());
    assertTrue(Files.exists(temp.resolve("x.csv.metrics.json")));
  }

  @Test
  void shouldEndWellIfOneImageIsAnswered() throws IOException {
    Files.writeString(photos.resolve("note.txt"), "hello");
    assertEquals(3, run(network().graph()).classified());
  }

  @Test
  void shouldEndWellIfNoImageCanBeDecoded() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.writeString(photos.resolve(i + ".png"), "hello");
    }
    assertEquals(3, run(network().failing().graph()).failedTotal());
  }
}
