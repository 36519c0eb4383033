package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LayerChain;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes convolutions of stride 1 by Winograd's minimal filtering along one dimension, in
 * TensorFlow's own ops: a transform of the rows, a product for each point, a transform back.
 *
 * <p>A processor that multiplies matrices at its full rate all the time, as oneDNN makes it do with
 * Inception v3, gets faster only by multiplying less. oneDNN itself has no such algorithm for x86
 * any more. Along one dimension only, because each further transform goes over all that there is
 * once more. What it rounds more than a plain convolution is known and bounded: see {@link
 * WinogradPlan}.
 */
public final class WinogradRewriter {
  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();

  /** What comes in a convolution's place, ending in a node of that name. */
  private record Written(WinogradConvolution conv, String name, List<NodeDef> nodes) {}

  private WinogradRewriter(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Rewrites the convolutions that gain by it without too large an error; what comes in its place
   * ends in a node of its name, or of its bias's if that has come in, too.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if TensorFlow refuses the graph, or if a constant
   *     is damaged
   */
  public static GraphDef rewrite(GraphDef graph, Collection<String> outputs) {
    WinogradRewriter rewriter = new WinogradRewriter(graph, outputs);
    // Side by side: most of the time goes into the filters at each point.
    WinogradPlan.choose(graph, outputs).parallelStream()
        .map(rewriter::write)
        .toList()
        .forEach(rewriter::replace);
    return TransposeMerger.merge(rewriter.replacements.in(graph, outputs), outputs);
  }

  private Written write(WinogradConvolution conv) {
    NodeWriter writer = new NodeWriter(index);
    NodeDef last = conv.node();
    NodeDef.Builder written;
    if (conv.tapsAcross() == 1) {
      written = new WinogradByMatrices(writer).write(conv);
    } else {
      Optional<NodeDef> bias = bias(conv);
      written = new WinogradByConvolutions(writer).write(conv, bias.map(node -> node.getInput(1)));
      last = bias.orElse(last);
    }
    writer.keep(written.setName(last.getName()).build());
    return new Written(conv, last.getName(), writer.nodes());
  }

  private void replace(Written written) {
    replacements.drop(written.conv().node());
    replacements.replace(written.name(), written.nodes());
  }

  /** The bias, if it waits for nothing and nobody sees what it is added to. */
  private Optional<NodeDef> bias(WinogradConvolution conv) {
    return LinearLayer.of(index, conv.node())
        .flatMap(layer -> LayerChain.of(index, uses, layer).bias())
        .filter(bias -> bias.getInputCount() == 2);
  }
}
