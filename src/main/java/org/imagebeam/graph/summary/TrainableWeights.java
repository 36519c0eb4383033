package org.imagebeam.graph.summary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.variables.Unfreezer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The constants that a network's layers multiply with or add. */
public final class TrainableWeights {
  private static final Set<String> PRODUCTS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");
  private static final String SUM = "BiasAdd";

  /** How many layers a message names: the last, since those are what is tuned first. */
  private static final int NAMED = 5;

  private final GraphIndex index;
  private final GraphIndex stored;

  private TrainableWeights(GraphDef folded, GraphDef stored) {
    this.index = new GraphIndex(folded);
    this.stored = new GraphIndex(stored);
  }

  /** Returns the names of {@link Unfreezer#weights(GraphDef, GraphDef, Optional)}. */
  public static List<String> of(GraphDef folded, GraphDef stored, Optional<String> fromLayer) {
    TrainableWeights weights = new TrainableWeights(folded, stored);
    Optional<Set<String>> chosen = fromLayer.map(layer -> atAndBehind(stored, layer));
    Set<String> found = new LinkedHashSet<>();
    for (NodeDef node : folded.getNodeList()) {
      if (chosen.isEmpty() || chosen.get().contains(weights.storedName(node))) {
        weights.constant(node).ifPresent(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new GraphException(
          "the network has no weights to train"
              + fromLayer.map(layer -> " at or behind its layer '" + layer + "'").orElse("")
              + lastOf(stored));
    }
    return List.copyOf(found);
  }

  private static Set<String> atAndBehind(GraphDef stored, String layer) {
    List<String> named =
        stored.getNodeList().stream()
            .map(NodeDef::getName)
            .filter(name -> name.equals(layer) || name.startsWith(layer + "/"))
            .toList();
    if (named.isEmpty()) {
      throw new GraphException("the network has no layer '" + layer + "'" + lastOf(stored));
    }
    return new GraphIndex(stored).dependents(named);
  }

  private static String lastOf(GraphDef stored) {
    List<String> layers = new ArrayList<>();
    for (NodeDef node : stored.getNodeList()) {
      if (PRODUCTS.contains(node.getOp())) {
        layers.add(node.getName());
      }
    }
    if (layers.isEmpty()) {
      return ": it has no layers with weights";
    }
    List<String> last = layers.subList(Math.max(0, layers.size() - NAMED), layers.size());
    return String.format(
        Locale.ROOT,
        ": the last of its %d layers with weights are %s",
        layers.size(),
        String.join(", ", last));
  }

  /** A node that a rewrite added has a name below that of the node for whose sake it came. */
  private String storedName(NodeDef node) {
    String name = node.getName();
    while (stored.find(name).isEmpty() && name.contains("/")) {
      name = name.substring(0, name.lastIndexOf('/'));
    }
    return name;
  }

  private Optional<String> constant(NodeDef node) {
    if (!PRODUCTS.contains(node.getOp()) && !node.getOp().equals(SUM)) {
      return Optional.empty();
    }
    NodeDef value = index.input(node, 1);
    // Frozen variables are read through an Identity each.
    for (int i = 0; i < index.size() && value.getOp().equals("Identity"); i++) {
      value = index.input(value, 0);
    }
    return Optional.of(value)
        .filter(found -> FloatTensor.isConst(found, DataType.DT_FLOAT))
        .map(NodeDef::getName);
  }
}
