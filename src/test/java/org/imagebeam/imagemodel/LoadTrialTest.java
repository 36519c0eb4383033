package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.graph.batch.BatchFlow;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.junit.jupiter.api.Test;

/** With networks that are a factor each; {@link ImageModelTrialTest} tries real ones. */
class LoadTrialTest {
  private static final float SCORE = 0.25f;

  private final List<Scaled> opened = new ArrayList<>();

  /** Answers an image by its first value times a factor. */
  private static final class Scaled implements LoadTrial.Network {
    private final float factor;
    private boolean closed;

    Scaled(float factor) {
      this.factor = factor;
    }

    @Override
    public List<float[]> vectors(List<float[]> images) {
      return images.stream().map(image -> new float[] {image[0] * factor}).toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A network that answers rightly as given, and with a batch dimension by {@code factor}. */
  private final class Subject implements LoadTrial.Subject<Scaled> {
    private final float factor;

    Subject(float factor) {
      this.factor = factor;
    }

    @Override
    public List<GraphRewrite> rewrites() {
      return GraphRewrite.PORTABLE;
    }

    @Override
    public Scaled open(List<GraphRewrite> rewrites) {
      opened.add(new Scaled(factor));
      return opened.get(opened.size() - 1);
    }

    @Override
    public Scaled openGiven() {
      opened.add(new Scaled(1));
      return opened.get(opened.size() - 1);
    }

    @Override
    public Optional<String> chance() {
      return Optional.empty();
    }

    @Override
    public boolean allowsRandom() {
      return false;
    }

    @Override
    public boolean takesOneImage() {
      return false;
    }

    @Override
    public BatchFlow.Verdict batch() {
      return new BatchFlow.Verdict(BatchFlow.Answer.ALONE, "");
    }

    @Override
    public List<float[]> images() {
      return List.of(new float[] {SCORE}, new float[] {SCORE / 2});
    }
  }

  @Test
  void shouldKeepTheFirstNetworkThatAnswersAsTheGraphDoes() {
    LoadTrial.Result<Scaled> result = new LoadTrial<>(new Subject(1), Agreement.FLOAT32).run();
    assertEquals(new TrialOutcome(Set.of(), false, false, List.of()), result.outcome());
    assertEquals(2, opened.size(), "as given, and with all rewrites");
    assertEquals(opened.get(1), result.network());
    assertOthersAreClosed(result.network());
  }

  @Test
  void shouldRunTheGraphAsGivenWhereItsBatchDimensionIsAtFault() {
    LoadTrial.Result<Scaled> result = new LoadTrial<>(new Subject(2), Agreement.FLOAT32).run();
    assertArrayEquals(
        new float[] {SCORE}, result.network().vectors(List.of(new float[] {SCORE})).get(0));
    assertTrue(result.outcome().asGiven());
    assertTrue(result.outcome().alone());
    assertEquals(
        GraphRewrite.PORTABLE.stream().map(GraphRewrite::name).collect(Collectors.toSet()),
        result.outcome().without());
    assertEquals(
        List.of(
            "the model runs as it was given, one image at a time, which is slow: a batch dimension"
                + " changes its answers by up to 0.25"),
        result.outcome().warnings());
    assertOthersAreClosed(result.network());
  }

  private void assertOthersAreClosed(Scaled kept) {
    Set<Scaled> open = new HashSet<>(opened);
    open.removeIf(network -> network.closed);
    assertEquals(Set.of(kept), open);
  }
}
