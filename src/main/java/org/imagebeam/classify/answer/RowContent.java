package org.imagebeam.classify.answer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.classify.table.Embedding;
import org.imagebeam.classify.table.ResultsCsv;
import org.imagebeam.classify.table.VectorColumn;
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
 * @param groups whether a row says what its best label is a kind of
 */
public record RowContent(
    Outputs outputs, TopK best, Heads heads, String node, boolean normalized, boolean groups)
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

  /** Makes one for networks with one output, without groups. */
  public RowContent(Outputs outputs, TopK best, String node, boolean normalized) {
    this(outputs, best, Heads.NONE, node, normalized, false);
  }

  /** Returns the content of rows with labels alone. */
  public static RowContent labels(TopK best) {
    return new RowContent(Outputs.LABELS, best, "", false);
  }

  /** Returns this content with other labels. */
  public RowContent withBest(TopK other) {
    return new RowContent(outputs, other, heads, node, normalized, groups);
  }

  /** Returns this content for a network with these heads; there are none in rows without labels. */
  public RowContent withHeads(Heads other) {
    return new RowContent(
        outputs, best, outputs.hasLabels() ? other : Heads.NONE, node, normalized, groups);
  }

  /** Returns this content with the values of another node as the embedding. */
  public RowContent withNode(String other) {
    return new RowContent(outputs, best, heads, other, normalized, groups);
  }

  /** Returns this content with the groups of the best label, or without. */
  public RowContent withGroups(boolean other) {
    return new RowContent(outputs, best, heads, node, normalized, other);
  }

  /**
   * Returns the node that is fetched first.
   *
   * @param scores the model's output node
   */
  public String firstNode(String scores) {
    return outputs == Outputs.EMBEDDING ? node : scores;
  }

  /**
   * Returns the table of rows with this content.
   *
   * @param vector how embeddings are written
   * @param settings that the rows depend on, by their id
   */
  public ResultsCsv table(VectorColumn vector, String settings) {
    return new ResultsCsv(
        outputs.hasLabels() ? best.k() : 0, heads.names(), groups, vector, settings);
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
  public ImageAnswer apply(List<float[]> values) {
    int last = heads.nodes().size();
    return new ImageAnswer(
        best.apply(values.get(0)),
        // Not by toList(): not all its lists are serialisable.
        new ArrayList<>(values.subList(1, 1 + last).stream().map(best::apply).toList()),
        outputs.hasEmbedding() ? embedding(values.get(1 + last)) : null);
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

  /** Where there are several outputs, each is named of which there is something to say. */
  @Override
  public Optional<String> remarkOn(List<float[]> values) {
    if (heads.isEmpty()) {
      return best.remarkOn(values.get(0));
    }
    List<String> remarks = new ArrayList<>();
    best.remarkOn("the scores of the first output", values.get(0)).ifPresent(remarks::add);
    int number = 1;
    for (String head : heads.names()) {
      best.remarkOn("the scores of the head '" + head + "'", values.get(number++))
          .ifPresent(remarks::add);
    }
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
  }

  @Override
  public String id() {
    return toString();
  }
}
