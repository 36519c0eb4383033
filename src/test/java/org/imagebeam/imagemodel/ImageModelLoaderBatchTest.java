package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SCALE;
import static org.imagebeam.imagemodel.GivenModels.SIZE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.imagemodel.GivenModels.Fed;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

/** How many images graphs take at a time, and what each of them is answered. */
class ImageModelLoaderBatchTest {
  @TempDir private Path temp;
  private GivenModels models;

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  @Test
  void shouldTakeABatchOfWhateverSize() throws Exception {
    String both = SIZE + ", " + SCALE;
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network(), SCALE, 3, Fed.pixels(FLOAT));
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network(), both, 3, Fed.pixels(FLOAT));
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3).network(), both, 3, Fed.pixels(FLOAT));
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, -1).network(), both, 3, Fed.pixels(FLOAT));
    models.assertAnswers(GivenGraphs.placeholder(FLOAT).network(), both, 3, Fed.pixels(FLOAT));
  }

  @Test
  void shouldFillUpAFixedBatch() throws Exception {
    Fed eight = Fed.pixels(FLOAT, 8L, 12L, 12L, 3L);
    models.assertAnswers(GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network(), SCALE, 3, eight);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network().reshaped(FLOAT, 8, 5),
        SCALE,
        3,
        eight);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network().reshaped(FLOAT, -1),
        SCALE,
        3,
        eight);
    Fed two = Fed.pixels(BYTE, 2L, 12L, 12L, 3L);
    models.assertAnswers(
        GivenGraphs.placeholder(BYTE, 2, 12, 12, 3).cast(BYTE, FLOAT).scaled("Mul", .01f).network(),
        "\"mean\": -3, \"scale\": 0.5",
        2,
        new Fed(BYTE, false, -3, .5f, two.shape()));
  }

  @Test
  void shouldTakeAnImageWithoutABatch() throws Exception {
    Fed single = Fed.pixels(FLOAT, 12L, 12L, 3L);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 12, 12, 3).expanded().network(), SCALE, 3, single);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT, 12, 12, 3).reshaped(FLOAT, 1, 12, 12, 3).network(),
        SCALE,
        1,
        single);
    models.assertAnswers(
        GivenGraphs.placeholder(FLOAT).expanded().network(), SIZE + ", " + SCALE, 3, single);
    models.assertAnswers(
        GivenGraphs.placeholder(BYTE, 12, 12, 3)
            .cast(BYTE, FLOAT)
            .scaled("Sub", 127.5f)
            .scaled("RealDiv", 100f)
            .expanded()
            .network(),
        "",
        3,
        Fed.raw(BYTE, 12L, 12L, 3L));
  }

  /** The branch of training mixes images; whether it is run decides over the batch. */
  @Test
  void shouldTakeABatchWhereABranchOfTrainingIsNeverRun() throws Exception {
    models.assertAnswers(training(false), SCALE, 3, Fed.pixels(FLOAT));
    models.assertAnswers(training(true), SCALE, 1, Fed.pixels(FLOAT));
  }

  private static GivenGraphs training(boolean on) {
    return GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3)
        .network()
        .with(NodeDefs.constBool("is_training", on))
        .with(NodeDefs.constInts("all", List.of(2), 0, 1))
        .then(NodeDefs.floatNode("switch", "Switch", "", "is_training"))
        .then(
            NodeDefs.floatNode("largest", "Max", "switch:1", "all")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)))
        .then(NodeDefs.floatNode("share", "RealDiv", "switch:1", "largest"))
        .then(
            NodeDefs.floatNode("merge", "Merge", "switch", "share")
                .putAttr("N", NodeDefs.integer(2)))
        .then(NodeDefs.floatNode("end", "Identity", ""));
  }
}
