package org.imagebeam.checkpoint;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.tensorflow.Graph;
import org.tensorflow.proto.CollectionDef;

/**
 * What Python keeps with a graph and TensorFlow Java's {@code Graph} has no place for: its
 * collections, by name. They live as long as the graph object. Thread-safe.
 */
final class GraphCollections {
  static final String VARIABLES = "variables";
  static final String TRAINABLE = "trainable_variables";
  static final String AVERAGED = "moving_average_variables";

  /** Those whose entries define variables. */
  static final ImmutableList<String> OF_VARIABLES =
      ImmutableList.of(
          VARIABLES, TRAINABLE, AVERAGED, "local_variables", "model_variables", "metric_variables");

  private static final Map<Graph, Map<String, CollectionDef>> OF_GRAPHS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private GraphCollections() {}

  /** Adds an entry to a collection. */
  static void add(Graph graph, String collection, ByteString entry) {
    CollectionDef.BytesList list = CollectionDef.BytesList.newBuilder().addValue(entry).build();
    of(graph)
        .merge(
            collection,
            CollectionDef.newBuilder().setBytesList(list).build(),
            (old, added) -> old.toBuilder().mergeFrom(added).build());
  }

  static Map<String, CollectionDef> of(Graph graph) {
    return OF_GRAPHS.computeIfAbsent(
        graph, g -> Collections.synchronizedMap(new LinkedHashMap<>()));
  }
}
