package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.imagebeam.graph.optimize.layer.LayerChain;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Splits convolutions of very many output channels into several whose outputs are joined.
 *
 * <p>On processors without AVX-512, oneDNN 3.5 takes a slower kernel ({@code jit:avx2} in place of
 * {@code brg_conv_fwd:avx2}) for those: the 3 by 3, 1 by 3 and 3 by 1 convolutions to 384 channels
 * of Inception v3 ran at 41 GFLOP/s a core, and at 60 in two halves of 192. With 320 channels it
 * still took the fast one. 1 by 1 convolutions have kernels of their own, and stay.
 */
public final class ConvolutionSplitter {
  static final int MAX_CHANNELS = 320;

  private static final int CHANNEL_AXIS = 3;

  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();

  private ConvolutionSplitter(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Splits each such convolution, together with the BiasAdd and the activation behind it, with
   * which TensorFlow fuses it. What joins the parts takes the name of the last of these. One that
   * works in groups of channels, or whose channels aren't known, stays whole: a part would need its
   * groups' channels of the input alone.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef split(GraphDef graph, Collection<String> outputs) {
    ConvolutionSplitter splitter = new ConvolutionSplitter(graph, outputs);
    ConvolutionGroups groups = new ConvolutionGroups(graph);
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("Conv2D")) {
        LinearLayer.of(splitter.index, node)
            .filter(layer -> layer.channels() > MAX_CHANNELS && !layer.isPointwise())
            .filter(layer -> groups.isSingle(layer.node()))
            .ifPresent(splitter::split);
      }
    }
    return splitter.replacements.in(graph, outputs);
  }

  private void split(LinearLayer layer) {
    LayerChain chain = LayerChain.of(index, uses, layer);
    NodeDef last = chain.last();
    int parts = (layer.channels() - 1) / MAX_CHANNELS + 1;
    List<NodeDef> nodes = new ArrayList<>();
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) layer.channels() * i / parts);
      int to = (int) ((long) layer.channels() * (i + 1) / parts);
      joined.add(addPart(nodes, chain, i, from, to));
    }
    NodeDef axis = Nodes.intScalar(index.freeName(last.getName() + "/axis"), CHANNEL_AXIS);
    nodes.add(axis);
    nodes.add(join(last.getName(), joined, axis.getName()));
    chain.nodes().forEach(replacements::drop);
    replacements.replace(last.getName(), nodes);
  }

  /** Adds the chain for some of the channels, and gives the name of its last node. */
  private String addPart(List<NodeDef> nodes, LayerChain chain, int part, int from, int to) {
    String input = chain.layer().node().getInput(0);
    for (NodeDef node : chain.nodes()) {
      String name = index.freeName(node.getName() + "/part_" + part);
      NodeDef.Builder copy = node.toBuilder().setName(name).setInput(0, input);
      if (!LayerChain.isActivation(node)) {
        FloatTensor values = FloatTensor.read(index.input(node, 1)).slice(from, to);
        NodeDef constant = values.toConst(index.freeName(name + "/values"));
        nodes.add(constant);
        copy.setInput(1, constant.getName());
      }
      nodes.add(copy.build());
      input = name;
    }
    return input;
  }

  private static NodeDef join(String name, List<String> parts, String axis) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("ConcatV2")
        .addAllInput(parts)
        .addInput(axis)
        .putAttr("N", Nodes.of(parts.size()))
        .putAttr("T", Nodes.type(DataType.DT_FLOAT))
        .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
        .build();
  }
}
