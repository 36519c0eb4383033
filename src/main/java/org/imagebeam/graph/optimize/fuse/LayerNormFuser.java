package org.imagebeam.graph.optimize.fuse;

import java.util.Collection;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a layer norm over the last dimension, of nine ops as Keras 3 makes it, as oneDNN's one
 * ({@code _MklLayerNorm}). That takes two or three dimensions, so others are reshaped, which costs
 * nothing.
 */
public final class LayerNormFuser {
  private final GraphIndex index;
  private final NodeReplacements replacements = new NodeReplacements();

  private LayerNormFuser(GraphIndex index) {
    this.index = index;
  }

  /**
   * Writes each norm so, under the name of its last node.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef fuse(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    LayerNormFuser fuser = new LayerNormFuser(index);
    Uses uses = new Uses(graph, outputs);
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        LayerNorm.of(index, shapes, node)
            .ifPresent(
                norm ->
                    new NormRegion(index, uses, norm)
                        .find()
                        .ifPresent(found -> fuser.replace(norm, found)));
      }
    }
    return fuser.replacements.in(graph, outputs);
  }

  private void replace(LayerNorm norm, NormRegion.Found found) {
    String name = found.last().getName();
    NodeWriter writer = new NodeWriter(index);
    boolean taken = norm.shape().size() <= 3;
    String rows =
        taken
            ? norm.input()
            : writer.add(writer.reshaped(name + "/rows", norm.input(), -1, norm.channels()));
    NodeDef.Builder node =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("_MklLayerNorm")
            .addInput(rows)
            .addInput(writer.constant(name + "/scale", found.scale()))
            .addInput(writer.constant(name + "/offset", found.offset()))
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("epsilon", Nodes.real(norm.epsilon()));
    if (taken) {
      writer.keep(node.build());
    } else {
      String normed = writer.add(node.setName(name + "/norm"));
      int[] shape = norm.shape().stream().mapToInt(Math::toIntExact).toArray();
      writer.keep(writer.reshaped(name, normed, shape).setName(name).build());
    }
    replacements.replace(name, List.copyOf(writer.nodes()));
  }
}
