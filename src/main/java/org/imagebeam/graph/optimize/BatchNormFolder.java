package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.AffineChain;
import org.imagebeam.graph.optimize.layer.ChannelAffine;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Folds what scales and shifts a layer's channels by constants into the layer's weights and one
 * BiasAdd, as TensorFlow's {@code fold_batch_norms} and {@code fold_old_batch_norms} do: batch
 * norms of inference ({@code BatchNormWithGlobalNormalization}, {@code FusedBatchNorm} to V3), and
 * BiasAdd, Add, Sub and Mul with one constant a channel.
 *
 * <p>Layers are {@code Conv2D}, {@code DepthwiseConv2dNative} and {@code MatMul} of float32, their
 * channels last, whose values nobody else reads.
 */
public final class BatchNormFolder {
  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();

  private BatchNormFolder(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Folds each layer's followers. The BiasAdd takes the name of the last that it stands for, so
   * that whoever reads or fetches that one reads the same values.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if a batch norm's
   *     parameters do not match its channels
   */
  public static GraphDef fold(GraphDef graph, Collection<String> outputs) {
    BatchNormFolder folder = new BatchNormFolder(graph, outputs);
    for (NodeDef node : graph.getNodeList()) {
      LinearLayer.of(folder.index, node).ifPresent(folder::fold);
    }
    return folder.replacements.in(graph, outputs);
  }

  private void fold(LinearLayer layer) {
    String name = layer.node().getName();
    AffineChain chain =
        AffineChain.read(index, uses, layer.channels(), layer.rank(), name, uses.soleReader(name));
    if (gains(chain.nodes()) && chain.affine().isFinite()) {
      replace(layer, chain.nodes(), chain.affine());
    }
  }

  private static boolean gains(List<NodeDef> followers) {
    return followers.size() > 1
        || (followers.size() == 1 && !followers.get(0).getOp().equals("BiasAdd"));
  }

  private void replace(LinearLayer layer, List<NodeDef> followers, ChannelAffine affine) {
    String name = layer.node().getName();
    NodeDef weights = layer.scaled(affine).toConst(index.freeName(name + "/folded_weights"));
    replacements.replace(name, List.of(weights, layer.withWeights(weights.getName())));
    followers.forEach(replacements::drop);
    NodeDef last = followers.get(followers.size() - 1);
    NodeDef bias =
        new FloatTensor(List.of((long) layer.channels()), affine.offsets())
            .toConst(index.freeName(last.getName() + "/folded_bias"));
    NodeDef sum =
        NodeDef.newBuilder()
            .setName(last.getName())
            .setOp("BiasAdd")
            .setDevice(last.getDevice())
            .addInput(name)
            .addInput(bias.getName())
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .build();
    replacements.replace(last.getName(), List.of(bias, sum));
  }
}
