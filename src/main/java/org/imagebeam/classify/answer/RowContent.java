package org.imagebeam.classify.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.classify.table.Embedding;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.Heads;

/**
 * What a run writes of each image, and how it is made of the network's values. Immutable.
 *
 * @param outputs whether labels, an embedding or both
 * @param best which labels, of each output
 * @param heads the outputs beside the first whose labels are written too
 * @param node whose values are the embedding; empty if none is written
 * @param normalized whether the embedding is divided by its L2 norm
 */
public record RowContent(Outputs outputs, TopK best, Heads heads, String node, boolean normalized)
    implements VectorFunction<ImageAnswer> {
  public RowContent {
    requireNonNull(outputs, "outputs is null");
    requireNonNull(best, "best is null");
    requireNonNull(heads, "heads is null");
    if (outputs.hasEmbedding() == node.isBlank()) {
      throw InvalidValueException.of(
          "embedding", outputs.hasEmbedding() ? "needs a node" : "is not among the outputs");
    }
  }

  /** Makes one for networks with one output. */
  public RowContent(Outputs outputs, TopK best, String node, boolean normalized) {
    this(outputs, best, Heads.NONE, node, normalized);
  }

  /** Returns the content of rows with labels alone. */
  public static RowContent labels(TopK best) {
    return new RowContent(Outputs.LABELS, best, "", false);
  }

  /** Returns this content with other labels. */
  public RowContent withBest(TopK other) {
    return new RowContent(outputs, other, heads, node, normalized);
  }

  /** Returns this content for a network with these heads; there are none in rows without labels. */
  public RowContent withHeads(Heads other) {
    return new RowContent(
        outputs, best, outputs.hasLabels() ? other : Heads.NONE, node, normalized);
  }

  /** Returns this content with the values of another node as the embedding. */
  public RowContent withNode(String other) {
    return new RowContent(outputs, best, heads, other, normalized);
  }

  /**
   * Returns the node that is fetched first.
   *
   * @param scores the model's output node
   */
  public String firstNode(String scores) {
    return outputs == Outputs.EMBEDDING ? node : scores;
  }

  /** Returns how many labels of each output a row has at most; none if it has no labels. */
  public int labels() {
    return outputs.hasLabels() ? best.k() : 0;
  }

  @Override
  public List<String> otherNodes() {
    List<String> nodes = new ArrayList<>(heads.nodes().values());
    if (outputs == Outputs.BOTH) {
      nodes.add(node);
    }
    return nodes;
  }

  /**
   * @throws IllegalArgumentException if a score is not a number or infinite, or a value of the
   *     embedding
   */
  @Override
  public ImageAnswer apply(float[] vector) {
    return outputs.hasLabels()
        ? new ImageAnswer(best.apply(vector), null)
        : new ImageAnswer(List.of(), embedding(vector));
  }

  @Override
  public ImageAnswer apply(float[] values, int[] lengths) {
    List<float[]> parts = parts(values, lengths);
    int last = heads.nodes().size();
    return new ImageAnswer(
        best.apply(parts.get(0)),
        // Not by toList(): not all its lists are serialisable.
        new ArrayList<>(parts.subList(1, 1 + last).stream().map(best::apply).toList()),
        outputs.hasEmbedding() ? embedding(parts.get(1 + last)) : null);
  }

  private static List<float[]> parts(float[] values, int[] lengths) {
    List<float[]> parts = new ArrayList<>();
    int start = 0;
    for (int length : lengths) {
      parts.add(Arrays.copyOfRange(values, start, start + length));
      start += length;
    }
    return parts;
  }

  private Embedding embedding(float[] values) {
    // Refused before it is divided: a value that is no number would spread.
    Embedding plain = Embedding.ofOwned(values);
    return normalized ? plain.normalized() : plain;
  }

  @Override
  public Optional<String> remarkOn(float[] vector) {
    return outputs.hasLabels() ? best.remarkOn(vector) : Optional.empty();
  }

  @Override
  public Optional<String> remarkOn(float[] vector, int[] lengths) {
    List<float[]> parts = parts(vector, lengths);
    return parts.subList(0, 1 + heads.nodes().size()).stream()
        .flatMap(scores -> best.remarkOn(scores).stream())
        .findFirst();
  }

  @Override
  public String id() {
    return toString();
  }
}
