package org.imagebeam.graph.optimize.fuse;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.AffineChain;
import org.imagebeam.graph.optimize.layer.ChannelAffine;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a batch norm that no layer takes in, with the activation behind it, as a depthwise
 * convolution of one tap: scale, offset and activation in one pass over the image. DenseNet and
 * ResNet V2 have one in front of each layer.
 */
public final class AffineFuser {
  /** oneDNN's depthwise kernels work on as many channels at once. */
  private static final int FEWEST_CHANNELS = 16;

  private final GraphIndex index;
  private final Uses uses;
  private final ElementwiseRegions regions;
  private final InferredShapes shapes;
  private final NodeReplacements replacements = new NodeReplacements();
  private final Set<String> taken = new HashSet<>();

  private AffineFuser(GraphDef graph, Collection<String> outputs, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
    this.regions = new ElementwiseRegions(index, uses);
    this.shapes = shapes;
  }

  /**
   * Writes each so that is two nodes or more, under the name of its last node.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef fuse(GraphDef graph, Collection<String> outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      AffineFuser fuser = new AffineFuser(graph, outputs, shapes);
      graph.getNodeList().forEach(fuser::fuse);
      return fuser.replacements.in(graph, outputs);
    }
  }

  private void fuse(NodeDef first) {
    if (taken.contains(first.getName())
        || first.getInputCount() < 2
        || first.getInputList().stream().anyMatch(GraphIndex::isControl)) {
      return;
    }
    String input = first.getInput(index.input(first, 0).getOp().equals("Const") ? 1 : 0);
    if (!input.equals(GraphIndex.nodeName(input))) {
      return;
    }
    List<Long> shape = shapes.known(input);
    if (shape.size() != 4 || shape.get(3) < FEWEST_CHANNELS) {
      return;
    }
    int channels = Math.toIntExact(shape.get(3));
    AffineChain chain = AffineChain.read(index, uses, channels, 4, input, Optional.of(first));
    if (!chain.nodes().isEmpty() && chain.affine().isFinite()) {
      replace(input, chain.nodes(), chain.affine());
    }
  }

  private void replace(String input, List<NodeDef> followers, ChannelAffine affine) {
    NodeDef last = followers.get(followers.size() - 1);
    Optional<Activation> activation = Optional.empty();
    for (ElementwiseRegions.Region region : regions.after(last.getName())) {
      Optional<Activation> known =
          Activation.of(region.function()).filter(one -> FusedOp.DEPTHWISE.takes(one, false));
      if (known.isPresent()) {
        activation = known;
        last = region.last();
      }
    }
    if (followers.size() < 2 && activation.isEmpty()) {
      return;
    }
    followers.forEach(node -> taken.add(node.getName()));
    NodeWriter writer = new NodeWriter(index);
    float[] offsets = affine.offsets();
    float[] scales = new float[offsets.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) affine.scale(i);
    }
    long channels = scales.length;
    String name = last.getName();
    String weights =
        writer.constant(name + "/scale", new FloatTensor(List.of(1L, 1L, channels, 1L), scales));
    String bias = writer.constant(name + "/offset", new FloatTensor(List.of(channels), offsets));
    NodeDef layer =
        NodeDef.newBuilder()
            .setOp("DepthwiseConv2dNative")
            .addInput(input)
            .addInput(weights)
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("strides", Nodes.integers(List.of(1L, 1L, 1L, 1L)))
            .putAttr("padding", Nodes.string("VALID"))
            .build();
    writer.keep(
        FusedOp.DEPTHWISE.node(layer, bias, Optional.empty(), activation).setName(name).build());
    replacements.replace(name, writer.nodes());
  }
}
