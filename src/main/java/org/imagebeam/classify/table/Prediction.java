package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One guess at what an image shows.
 *
 * @param label the class in words, empty if the label map does not know it
 * @param score of the network, for a softmax the probability
 * @param nodeId the class's index in the output node
 * @param synset the class's WordNet id, empty if there is none
 */
public record Prediction(String label, float score, int nodeId, String synset)
    implements Serializable {
  public Prediction {
    requireNonNull(label, "label is null");
    requireNonNull(synset, "synset is null");
  }
}
