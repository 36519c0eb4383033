package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import org.tensorflow.proto.GraphDef;

/**
 * A model folder's graph.
 *
 * @param graph as stored
 * @param id the first {@value ModelFolder#ID_DIGITS} digits of its file's SHA-256
 * @param bytes of its file
 */
public record ModelGraph(GraphDef graph, String id, long bytes) {
  public ModelGraph {
    requireNonNull(graph, "graph is null");
    requireNonNull(id, "id is null");
  }
}
