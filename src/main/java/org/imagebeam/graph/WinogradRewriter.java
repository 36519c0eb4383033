package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes convolutions of stride 1 by Winograd's minimal filtering along one dimension, in
 * TensorFlow's own ops: a transform of the rows, a product for each point, a transform back.
 *
 * <p>A processor that multiplies matrices at its full rate all the time, as oneDNN makes it do with
 * Inception v3, gets faster only by multiplying less. oneDNN itself has no such algorithm for x86
 * any more. Along one dimension only, because each further transform goes over all that there is
 * once more.
 */
public final class WinogradRewriter {

  private final GraphIndex index;
  private final NodeWriter writer;

  private WinogradRewriter(GraphDef graph) {
    this.index = new GraphIndex(graph);
    this.writer = new NodeWriter(index);
  }

  /**
   * Rewrites each convolution that gains by it; what comes in its place ends in a node of its name.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if TensorFlow refuses the graph, or if a constant
   *     is damaged
   */
  public static GraphDef rewrite(GraphDef graph, Collection<String> outputs) {
    WinogradRewriter rewriter = new WinogradRewriter(graph);
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        rewriter
            .convolution(node, shapes)
            .ifPresentOrElse(rewriter::write, () -> rewriter.writer.keep(node));
      }
    }
    GraphDef rewritten = graph.toBuilder().clearNode().addAllNode(rewriter.writer.nodes()).build();
    return Subgraph.endingAt(rewritten, outputs);
  }

  private Optional<WinogradConvolution> convolution(NodeDef node, InferredShapes shapes) {
    return node.getOp().equals("Conv2D")
        ? WinogradConvolution.of(index, node, shapes.known(node.getInput(0)))
        : Optional.empty();
  }

  private void write(WinogradConvolution conv) {
    String name = conv.node().getName();
    String base = name + "/winograd";
    WinogradTiles tiles = conv.tiles();
    String input = conv.node().getInput(0);
    if (conv.lying()) {
      input = writer.add(writer.transposed(base + "/standing", input));
    }
    int rowIn = conv.columnsIn() * conv.channelsIn();
    String rows = writer.add(writer.reshaped(base + "/rows", input, -1, tiles.rowsIn(), rowIn));
    String there = writer.constant(base + "/input_transform", tiles.inputTransform());
    String points = writer.add(writer.product(base + "/points", there, rows));
    String filtered =
        conv.tapsAcross() == 1
            ? byMatrices(base, conv, points)
            : byConvolutions(base, conv, points);
    int rowOut = conv.columnsOut() * conv.channelsOut();
    String products =
        writer.add(writer.reshaped(base + "/products", filtered, -1, tiles.rows(), rowOut));
    String back = writer.constant(base + "/output_transform", tiles.outputTransform());
    String outputs = writer.add(writer.product(base + "/outputs", back, products));
    NodeDef.Builder image =
        writer.reshaped(
            base + "/image", outputs, -1, tiles.rowsOut(), conv.columnsOut(), conv.channelsOut());
    NodeDef.Builder last =
        conv.lying() ? writer.transposed(base + "/lying", writer.add(image)) : image;
    writer.keep(last.setName(name).build());
  }

  /** A filter that is one column wide is a matrix from channels to channels for each point. */
  private String byMatrices(String base, WinogradConvolution conv, String points) {
    WinogradTiles tiles = conv.tiles();
    String filters = writer.constant(base + "/filters", conv.filters());
    int places = tiles.tiles() * conv.columnsIn();
    String inputs =
        writer.add(
            writer.reshaped(
                base + "/inputs", points, -1, tiles.products(), places, conv.channelsIn()));
    return writer.add(writer.product(base + "/filtered", inputs, filters));
  }

  /** A wider one is a convolution across for each point. */
  private String byConvolutions(String base, WinogradConvolution conv, String points) {
    int products = conv.tiles().products();
    int tiles = conv.tiles().tiles();
    int sizeIn = tiles * conv.columnsIn() * conv.channelsIn();
    int sizeOut = tiles * conv.columnsOut() * conv.channelsOut();
    String all = writer.add(writer.reshaped(base + "/inputs", points, -1, products, sizeIn));
    String parts = writer.add(writer.split(base + "/parts", all, 1, products));
    FloatTensor filters = conv.filters();
    List<String> filtered = new ArrayList<>();
    for (int i = 0; i < products; i++) {
      String part = base + "/part_" + i;
      String image =
          writer.add(
              writer.reshaped(
                  part + "/image",
                  parts + ":" + i,
                  -1,
                  tiles,
                  conv.columnsIn(),
                  conv.channelsIn()));
      String filter = writer.constant(part + "/filter", filters.element(i));
      NodeDef.Builder across =
          conv.node().toBuilder().setName(part).clearInput().addInput(image).addInput(filter);
      filtered.add(writer.add(writer.reshaped(part + "/flat", writer.add(across), -1, 1, sizeOut)));
    }
    return writer.add(writer.joined(base + "/filtered", filtered, 1));
  }
}
