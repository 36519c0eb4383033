package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

/** Networks that mix the images of a batch, or seem to. */
class ImageModelTrialBatchTest extends ImageModelTrialFixture {
  @Test
  void shouldRunImagesAloneThatAFollowedBatchMixes() throws Exception {
    write(softmaxOverAll());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, softmaxOverAll());
    }
    assertEquals(
        "[\"the answer to an image depends on the other images of its batch (node 'sum'), so images"
            + " go through the model one at a time\"]",
        outcome().get("warnings").toString());
  }

  @Test
  void shouldRunImagesAloneOfWhoseBatchNothingCanBeTold() throws Exception {
    write(softmaxOverAllInACircle());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, softmaxOverAllInACircle());
    }
    assertEquals(
        "[\"the graph doesn't show whether the answer to an image depends on the other images of its"
            + " batch (node 'wrapped'), so images go through the model one at a time\"]",
        outcome().get("warnings").toString());
  }

  @Test
  void shouldFollowABatchThroughWhatIsComputedFromConstants() throws Exception {
    write(transposedInAComputedOrder());
    try (ImageModel<float[]> model = load(UNFUSED)) {
      assertEquals(Integer.MAX_VALUE, model.largestBatch());
      assertAnswersAsTheGraph(model, transposedInAComputedOrder());
    }
    assertEquals("[]", outcome().get("warnings").toString());
  }

  @Test
  void shouldRunImagesAloneThatARewriteMixes() throws Exception {
    UnaryOperator<GraphDef> mixing =
        graph ->
            graph.getNodeList().stream().anyMatch(n -> n.getName().equals("exp"))
                ? graph
                : softmaxOverAll(graph);
    try (ImageModel<float[]> model =
        load(broken(UNFUSED, Set.of(GraphRewrite.CHECKS_DROPPED), mixing))) {
      assertEquals(1, model.largestBatch());
      assertAnswersAsTheGraph(model, GRAPH);
    }
    assertEquals(
        "[\"the model answers two images differently together than alone, so images go through it"
            + " one at a time\"]",
        outcome().get("warnings").toString());
  }
}
