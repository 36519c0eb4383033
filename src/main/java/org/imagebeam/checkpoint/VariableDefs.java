package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.checkpoint.bundle.SlicePlace;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.SaveSliceInfoDef;
import org.tensorflow.proto.VariableDef;

/**
 * A graph's collections of variables, as Python reads them from a {@code .meta} file. A variable
 * that nobody has said anything of counts as one to be trained; one whose initial value no node
 * gives is in no collection, since Python asks for that node.
 */
final class VariableDefs {
  private VariableDefs() {}

  /** Adds a node that reads each variable, where there is none: Python needs one. */
  static void addSnapshots(Graph graph) {
    GraphVariable.all(graph).forEach(VariableNodes::snapshot);
  }

  /** All collections of the graph, those of its variables made complete. */
  static Map<String, CollectionDef> collections(Graph graph) {
    Set<String> known = known(graph);
    for (GraphVariable variable : GraphVariable.all(graph)) {
      if (!known.contains(variable.name())) {
        Optional<ByteString> def = of(variable, true).map(VariableDef::toByteString);
        def.ifPresent(bytes -> GraphCollections.add(graph, GraphCollections.VARIABLES, bytes));
        def.ifPresent(bytes -> GraphCollections.add(graph, GraphCollections.TRAINABLE, bytes));
      }
    }
    return new TreeMap<>(GraphCollections.of(graph));
  }

  /** The names of variables that are in any collection of variables. */
  private static Set<String> known(Graph graph) {
    Set<String> known = new LinkedHashSet<>();
    GraphCollections.OF_VARIABLES.forEach(name -> known.addAll(in(graph, name).keySet()));
    return known;
  }

  /** The definitions in a collection, by the variables' names. */
  private static Map<String, ByteString> in(Graph graph, String collection) {
    return in(GraphCollections.of(graph), collection);
  }

  private static Map<String, ByteString> in(
      Map<String, CollectionDef> collections, String collection) {
    Map<String, ByteString> defs = new LinkedHashMap<>();
    CollectionDef all = collections.getOrDefault(collection, CollectionDef.getDefaultInstance());
    for (ByteString bytes : all.getBytesList().getValueList()) {
      try {
        String name = VariableDef.parseFrom(bytes).getVariableName();
        defs.put(name.substring(0, Math.max(0, name.lastIndexOf(':'))), bytes);
      } catch (InvalidProtocolBufferException e) {
        // Some old files hold only names here.
      }
    }
    return defs;
  }

  /** What the variables are that are parts of partitioned ones, by their own names. */
  static Map<String, SavedAs> partitioned(Graph graph) {
    return partitioned(GraphCollections.of(graph));
  }

  /** Reads the variables of the collections in a {@code .meta} file. */
  static Map<String, SavedAs> partitioned(Map<String, CollectionDef> collections) {
    Map<String, SavedAs> parts = new LinkedHashMap<>();
    for (String collection : GraphCollections.OF_VARIABLES) {
      for (Map.Entry<String, ByteString> def : in(collections, collection).entrySet()) {
        try {
          VariableDef parsed = VariableDef.parseFrom(def.getValue());
          if (parsed.hasSaveSliceInfoDef()) {
            parts.putIfAbsent(def.getKey(), part(parsed.getSaveSliceInfoDef()));
          }
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("it was parsed before", e);
        }
      }
    }
    return parts;
  }

  private static SavedAs part(SaveSliceInfoDef info) {
    SlicePlace place =
        new SlicePlace(info.getFullShapeList(), info.getVarOffsetList(), info.getVarShapeList());
    return new SavedAs(info.getFullName(), Optional.of(place));
  }

  /** The names of variables that are trained or have an average. */
  static List<String> trainedOrAveraged(Graph graph) {
    collections(graph);
    Set<String> names = new LinkedHashSet<>(in(graph, GraphCollections.TRAINABLE).keySet());
    names.addAll(in(graph, GraphCollections.AVERAGED).keySet());
    return new ArrayList<>(names);
  }

  /** The definition of a variable with an initial value, the same as in other collections. */
  static ByteString registered(GraphVariable variable) {
    Graph graph = variable.op().env();
    collections(graph);
    for (String collection : GraphCollections.OF_VARIABLES) {
      ByteString def = in(graph, collection).get(variable.name());
      if (def != null) {
        return def;
      }
    }
    throw new IllegalStateException(variable.name() + " has no initial value");
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
