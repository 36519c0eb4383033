package org.imagebeam.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.VariableDef;

/**
 * A graph's collections of variables, as Python reads them from a {@code .meta} file. A variable
 * whose initial value no node gives is in none, since Python asks for that node.
 */
final class VariableDefs {
  private VariableDefs() {}

  /** Adds a node that reads each variable, where there is none: Python needs one. */
  static void addSnapshots(Graph graph) {
    GraphVariable.all(graph).forEach(VariableNodes::snapshot);
  }

  /** Those that are known of the graph; where it is not known, every variable is trained. */
  static Map<String, CollectionDef> collections(Graph graph) {
    Map<String, CollectionDef> collections = new TreeMap<>(GraphCollections.of(graph));
    List<VariableDef> all =
        GraphVariable.all(graph).stream()
            .map(variable -> of(variable, true))
            .flatMap(Optional::stream)
            .toList();
    if (!all.isEmpty()) {
      collections.putIfAbsent(GraphCollections.VARIABLES, list(all));
      collections.putIfAbsent(GraphCollections.TRAINABLE, list(all));
    }
    return collections;
  }

  private static CollectionDef list(List<VariableDef> variables) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    variables.forEach(variable -> list.addValue(variable.toByteString()));
    return CollectionDef.newBuilder().setBytesList(list).build();
  }

  static Optional<VariableDef> of(GraphVariable variable, boolean trainable) {
    return VariableNodes.initializer(variable)
        .map(initializer -> of(variable, initializer, trainable));
  }

  private static VariableDef of(
      GraphVariable variable, GraphOperation initializer, boolean trainable) {
    return VariableDef.newBuilder()
        .setVariableName(variable.name() + ":0")
        .setInitializerName(initializer.name())
        .setSnapshotName(name(VariableNodes.snapshot(variable)))
        .setInitialValueName(name(initializer.input(1)))
        .setIsResource(variable.isResource())
        .setTrainable(trainable)
        .build();
  }

  private static String name(Output<?> output) {
    return output.op().name() + ":" + output.index();
  }
}
