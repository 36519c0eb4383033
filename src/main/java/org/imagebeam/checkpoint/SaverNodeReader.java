package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.variables.Freezer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Reads off a graph's nodes which variable is restored from, and saved as, which tensor. */
final class SaverNodeReader {
  private static final Set<String> ASSIGNMENTS = Set.of("Assign", "AssignVariableOp");
  private static final Set<String> RESTORES = Set.of("RestoreV2", "RestoreSlice", "Restore");

  /** Nodes that save, and the input that is the first variable's value. */
  private static final Map<String, Integer> SAVES = Map.of("SaveV2", 3, "SaveSlices", 3, "Save", 2);

  /** What stands between a variable and the node that restores or saves it. */
  private static final Set<String> BETWEEN = Set.of("Identity", "ReadVariableOp", "Reshape");

  /** More steps than a saver makes lead in circles. */
  private static final int MAX_STEPS = 16;

  private final GraphIndex index;
  private final Map<String, List<SavedAs>> found = new HashMap<>();

  SaverNodeReader(GraphDef graph) {
    this.index = new GraphIndex(graph);
    for (NodeDef node : graph.getNodeList()) {
      if (ASSIGNMENTS.contains(node.getOp()) && node.getInputCount() > 1) {
        addRestored(node);
      }
    }
    for (NodeDef node : graph.getNodeList()) {
      if (SAVES.containsKey(node.getOp())) {
        addSaved(node, SAVES.get(node.getOp()));
      }
    }
  }

  /**
   * Where a variable is restored from, then where it is saved to; each as often as nodes say so.
   */
  List<SavedAs> of(String variable) {
    return found.getOrDefault(variable, List.of());
  }

  private void addRestored(NodeDef assignment) {
    String variable = GraphIndex.nodeName(assignment.getInput(0));
    String value = assignment.getInput(1);
    Optional<NodeDef> from = index.find(GraphIndex.nodeName(value));
    for (int i = 0; i < MAX_STEPS && from.isPresent() && isBetween(from.get()); i++) {
      value = from.get().getInput(0);
      from = index.find(GraphIndex.nodeName(value));
    }
    if (from.isPresent() && RESTORES.contains(from.get().getOp())) {
      add(variable, from.get(), output(value), !from.get().getOp().equals("Restore"));
    }
  }

  private void addSaved(NodeDef save, int first) {
    for (int i = first; i < save.getInputCount(); i++) {
      Optional<NodeDef> from = index.find(GraphIndex.nodeName(save.getInput(i)));
      for (int j = 0; j < MAX_STEPS && from.isPresent() && isBetween(from.get()); j++) {
        from = index.find(GraphIndex.nodeName(from.get().getInput(0)));
      }
      int place = i - first;
      from.filter(Freezer::isVariable)
          .ifPresent(node -> add(node.getName(), save, place, !save.getOp().equals("Save")));
    }
  }

  private static boolean isBetween(NodeDef node) {
    return BETWEEN.contains(node.getOp()) && node.getInputCount() > 0;
  }

  private void add(String variable, NodeDef node, int place, boolean sliced) {
    Optional<String> name = string(node, 1, place);
    Optional<String> slice = sliced ? string(node, 2, place) : Optional.of("");
    if (name.isPresent() && slice.isPresent()) {
      try {
        SavedAs source = SavedAs.of(name.get(), slice.get());
        found.computeIfAbsent(variable, v -> new ArrayList<>()).add(source);
      } catch (IllegalArgumentException e) {
        // A slice that can't be read is none that could be restored.
      }
    }
  }

  private static int output(String input) {
    int colon = input.lastIndexOf(':');
    try {
      return colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** One of the strings of a constant that is an input. */
  private Optional<String> string(NodeDef node, int input, int place) {
    if (input >= node.getInputCount()) {
      return Optional.empty();
    }
    Optional<NodeDef> constant =
        index
            .find(GraphIndex.nodeName(node.getInput(input)))
            .filter(from -> from.getOp().equals("Const"));
    if (constant.isEmpty()) {
      return Optional.empty();
    }
    List<ByteString> strings =
        constant
            .get()
            .getAttrOrDefault("value", AttrValue.getDefaultInstance())
            .getTensor()
            .getStringValList();
    // A list whose end is all the same may be cut short.
    return strings.isEmpty()
        ? Optional.of("")
        : Optional.of(strings.get(Math.min(place, strings.size() - 1)).toStringUtf8());
  }
}
