package org.imagebeam.classify;

import java.io.Serializable;

/**
 * A class of the network and its score.
 *
 * @param nodeId the class's index in the output node
 * @param score the output node's value
 */
public record ScoredNode(int nodeId, float score) implements Serializable {}
