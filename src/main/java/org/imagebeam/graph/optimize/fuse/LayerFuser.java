package org.imagebeam.graph.optimize.fuse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Joins a convolution or matrix product, its bias, a sum with another branch and its activation to
 * the one op that TensorFlow has for all of them, as its own graph rewriter (grappler's remapper)
 * does, and in more cases: an activation may be written in any way, and a matrix product may be
 * reshaped before its bias.
 *
 * <p>That one copies the weights half a dozen times on its way: with Inception v3, two fifths of
 * the time to a session's first answer. A graph whose layers come fused needs none of it.
 */
public final class LayerFuser {
  /** Not all of the fused ops have it. */
  private static final String EXPLICIT_PADDINGS = "explicit_paddings";

  private static final Set<String> SUMS = Set.of("Add", "AddV2");

  private final GraphIndex index;
  private final Uses uses;
  private final ElementwiseRegions regions;
  private final InferredShapes shapes;
  private final NodeReplacements replacements = new NodeReplacements();
  private final Set<String> taken = new HashSet<>();

  /** What follows a bias, and the nodes that stand for it. */
  private record Tail(
      Optional<String> sum, Optional<Activation> activation, NodeDef last, List<NodeDef> nodes) {}

  private LayerFuser(GraphDef graph, Collection<String> outputs, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
    this.regions = new ElementwiseRegions(index, uses);
    this.shapes = shapes;
  }

  /**
   * Fuses each layer that has a bias, but for convolutions in groups, or of channels that aren't
   * known: not every build has a kernel for those. The new op takes the name of the last node that
   * it stands for.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef fuse(GraphDef graph, Collection<String> outputs) {
    ConvolutionGroups groups = new ConvolutionGroups(graph);
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      LayerFuser fuser = new LayerFuser(graph, outputs, shapes);
      for (NodeDef node : graph.getNodeList()) {
        LinearLayer.of(fuser.index, node)
            .filter(layer -> Nodes.integers(layer.node(), EXPLICIT_PADDINGS).isEmpty())
            .filter(layer -> groups.isSingle(layer.node()))
            .ifPresent(fuser::fuse);
      }
      return fuser.replacements.in(graph, outputs);
    }
  }

  /** Returns whether {@code graph} has layers that are fused, by this class or as it was given. */
  public static boolean isFused(GraphDef graph) {
    return graph.getNodeList().stream().anyMatch(node -> FusedOp.isFused(node.getOp()));
  }

  private void fuse(LinearLayer layer) {
    FlatBias.behind(index, uses, layer).ifPresent(bias -> fuse(layer.node(), bias));
  }

  private void fuse(NodeDef layer, FlatBias bias) {
    FusedOp op = FusedOp.of(layer.getOp()).orElseThrow();
    Tail tail = tail(op, bias);
    List<NodeDef> stoodFor = new ArrayList<>(List.of(layer));
    bias.reshape().ifPresent(stoodFor::add);
    stoodFor.add(bias.sum());
    stoodFor.addAll(tail.nodes);
    List<NodeDef> written = new ArrayList<>();
    String constant =
        bias.name()
            .orElseGet(
                () -> {
                  String name = index.freeName(bias.sum().getName() + "/flat_bias");
                  written.add(bias.values().toConst(name));
                  return name;
                });
    NodeDef.Builder fused = op.node(layer, constant, tail.sum, tail.activation);
    stoodFor.stream()
        .flatMap(node -> node.getInputList().stream())
        .filter(GraphIndex::isControl)
        .distinct()
        .forEach(fused::addInput);
    String last = tail.last.getName();
    if (bias.reshape().isPresent()) {
      fused.setName(index.freeName(layer.getName() + "/fused"));
      written.add(fused.build());
      NodeDef reshape = bias.reshape().get();
      written.add(reshape.toBuilder().setName(last).setInput(0, fused.getName()).build());
    } else {
      written.add(fused.setName(last).build());
    }
    stoodFor.forEach(replacements::drop);
    stoodFor.forEach(node -> taken.add(node.getName()));
    replacements.replace(last, written);
  }

  private Tail tail(FusedOp op, FlatBias bias) {
    NodeDef end = bias.sum();
    return activated(op, Optional.empty(), end, List.of())
        .or(() -> summed(op, bias))
        .orElse(new Tail(Optional.empty(), Optional.empty(), end, List.of()));
  }

  /** The largest activation behind {@code end} that the op takes. */
  private Optional<Tail> activated(
      FusedOp op, Optional<String> sum, NodeDef end, List<NodeDef> before) {
    Optional<Tail> found = Optional.empty();
    for (ElementwiseRegions.Region region : regions.after(end.getName())) {
      Optional<Activation> activation =
          Activation.of(region.function()).filter(known -> op.takes(known, sum.isPresent()));
      if (activation.isPresent()) {
        List<NodeDef> nodes = new ArrayList<>(before);
        nodes.addAll(region.nodes());
        found = Optional.of(new Tail(sum, activation, region.last(), nodes));
      }
    }
    return found;
  }

  /** The sum with a tensor of the same shape, which another layer hasn't taken. */
  private Optional<Tail> summed(FusedOp op, FlatBias bias) {
    String end = bias.sum().getName();
    Optional<NodeDef> sum =
        uses.soleReader(end)
            .filter(node -> SUMS.contains(node.getOp()) && node.getInputCount() == 2)
            .filter(node -> !taken.contains(node.getName()));
    if (!op.takesSum() || bias.reshape().isPresent() || sum.isEmpty()) {
      return Optional.empty();
    }
    int other = GraphIndex.nodeName(sum.get().getInput(0)).equals(end) ? 1 : 0;
    String added = sum.get().getInput(other);
    if (!shapes.areSame(end, added)) {
      return Optional.empty();
    }
    List<NodeDef> nodes = List.of(sum.get());
    return activated(op, Optional.of(added), sum.get(), nodes)
        .or(() -> Optional.of(new Tail(Optional.of(added), Optional.empty(), sum.get(), nodes)));
  }
}
