package org.imagebeam.classify.answer;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.classify.table.Embedding;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.local.InvalidValueException;

/**
 * What a run writes of each image, and how it is made of the network's values. Immutable.
 *
 * @param outputs whether labels, an embedding or both
 * @param best which labels
 * @param node whose values are the embedding; empty if none is written
 * @param normalized whether the embedding is divided by its L2 norm
 */
public record RowContent(Outputs outputs, TopK best, String node, boolean normalized)
    implements VectorFunction<ImageAnswer> {
  public RowContent {
    requireNonNull(outputs, "outputs is null");
    requireNonNull(best, "best is null");
    if (outputs.hasEmbedding() == node.isBlank()) {
      throw InvalidValueException.of(
          "embedding", outputs.hasEmbedding() ? "needs a node" : "is not among the outputs");
    }
  }

  /** Returns the content of rows with labels alone. */
  public static RowContent labels(TopK best) {
    return new RowContent(Outputs.LABELS, best, "", false);
  }

  /** Returns this content with other labels. */
  public RowContent withBest(TopK other) {
    return new RowContent(outputs, other, node, normalized);
  }

  /**
   * Returns the node that is fetched first.
   *
   * @param scores the model's output node
   */
  public String firstNode(String scores) {
    return outputs == Outputs.EMBEDDING ? node : scores;
  }

  @Override
  public List<String> otherNodes() {
    return outputs == Outputs.BOTH ? List.of(node) : List.of();
  }

  /**
   * @throws IllegalArgumentException if a score is not a number or infinite, or a value of the
   *     embedding
   */
  @Override
  public ImageAnswer apply(float[] vector) {
    return switch (outputs) {
      case LABELS -> new ImageAnswer(best.apply(vector), null);
      case EMBEDDING -> new ImageAnswer(List.of(), embedding(vector));
      // The embedding is the scores' own node.
      case BOTH -> new ImageAnswer(best.apply(vector), embedding(vector));
    };
  }

  @Override
  public ImageAnswer apply(float[] values, int[] lengths) {
    float[] scores = new float[lengths[0]];
    float[] embedding = new float[lengths[1]];
    System.arraycopy(values, 0, scores, 0, scores.length);
    System.arraycopy(values, scores.length, embedding, 0, embedding.length);
    return new ImageAnswer(best.apply(scores), embedding(embedding));
  }

  private Embedding embedding(float[] values) {
    // Refused before it is divided: a value that is no number would spread.
    Embedding plain = Embedding.ofOwned(values);
    return normalized ? plain.normalized() : plain;
  }

  @Override
  public Optional<String> remarkOn(float[] vector) {
    return outputs == Outputs.LABELS ? best.remarkOn(vector) : Optional.empty();
  }

  @Override
  public Optional<String> remarkOn(float[] vector, int[] lengths) {
    return best.remarkOn(Arrays.copyOf(vector, lengths[0]));
  }

  @Override
  public String id() {
    return toString();
  }
}
