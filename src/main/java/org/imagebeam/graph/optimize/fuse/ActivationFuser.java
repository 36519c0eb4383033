package org.imagebeam.graph.optimize.fuse;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a swish or a Mish that stands behind no layer that takes it in, as behind a depthwise
 * convolution, as the one op that oneDNN has for it.
 */
public final class ActivationFuser {
  private static final Map<String, String> OPS =
      Map.of(Activation.SWISH, "_MklSwish", Activation.MISH, "_MklFusedMish");

  private ActivationFuser() {}

  /**
   * Writes each so, under the name of its last node.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  public static GraphDef fuse(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    ElementwiseRegions regions = new ElementwiseRegions(index, new Uses(graph, outputs));
    NodeReplacements replacements = new NodeReplacements();
    for (NodeDef node : graph.getNodeList()) {
      for (ElementwiseRegions.Region region : regions.after(node.getName())) {
        Optional<String> op =
            Activation.of(region.function()).map(known -> OPS.getOrDefault(known.op(), ""));
        if (op.isPresent() && !op.get().isEmpty()) {
          String last = region.last().getName();
          NodeDef fused =
              NodeDef.newBuilder()
                  .setName(last)
                  .setOp(op.get())
                  .addInput(node.getName())
                  .putAttr("T", Nodes.type(DataType.DT_FLOAT))
                  .build();
          replacements.replace(last, List.of(fused));
        }
      }
    }
    return replacements.in(graph, outputs);
  }
}
