package org.imagebeam.graph.adapt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.graph.Activated;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * An activation that an output of a graph ends without. Immutable.
 *
 * @param name what states it, for messages
 */
public record MissingActivation(String name, Activation activation) {
  public MissingActivation {
    requireNonNull(name, "name is null");
    requireNonNull(activation, "activation is null");
  }

  /**
   * Adds it to a graph; the output keeps its name, and what reads the logits goes on to do so.
   *
   * @param output the logits
   * @throws UnfitGraphException if the output is not the first of its node, or gives probabilities
   *     already
   * @throws org.imagebeam.graph.GraphException if there is no such output
   */
  public GraphDef addTo(GraphDef graph, String output) {
    return activation == Activation.NONE ? graph : addTo(graph, TensorName.parse(output));
  }

  private GraphDef addTo(GraphDef graph, TensorName output) {
    GraphIndex index = new GraphIndex(graph);
    NodeDef logits = index.get(output.node());
    if (output.output() != 0) {
      throw new UnfitGraphException(
          name + " needs the first output of a node, and the output is '" + output + "'");
    }
    requireLogits(index, logits);
    String free = index.freeName(output.node() + "/logits");
    NodeDef probabilities =
        NodeDef.newBuilder()
            .setName(logits.getName())
            .setOp(activation.op())
            .addInput(free)
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .build();
    NodeReplacements renamed = new NodeReplacements();
    renamed.replace(logits.getName(), List.of(logits.toBuilder().setName(free).build()));
    return Rewiring.readInstead(renamed.in(graph), logits.getName(), free).toBuilder()
        .addNode(probabilities)
        .build();
  }

  private void requireLogits(GraphIndex index, NodeDef output) {
    Optional<NodeDef> activated = Activated.find(index, output, Activated.Through.SAME);
    if (activated.isPresent()) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "%s is \"%s\", and the output '%s' gives probabilities already (%s)",
              name,
              activation.text(),
              output.getName(),
              activated.get().getOp()));
    }
  }
}
