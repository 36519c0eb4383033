package org.imagebeam.classify.answer;

/** Lists what a run writes of each image. */
public enum Outputs {
  /** Its labels. */
  LABELS,
  /** The values of a node of the network. */
  EMBEDDING,
  /** Both, of one pass through the network. */
  BOTH;

  /** Whether rows have labels. */
  public boolean hasLabels() {
    return this != EMBEDDING;
  }

  /** Whether rows have an embedding. */
  public boolean hasEmbedding() {
    return this != LABELS;
  }
}
