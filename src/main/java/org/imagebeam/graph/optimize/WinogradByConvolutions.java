package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.NodeWriter;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a convolution whose filter is wider than a column: at each point it is a convolution
 * across.
 */
final class WinogradByConvolutions {
  private final NodeWriter writer;

  WinogradByConvolutions(NodeWriter writer) {
    this.writer = writer;
  }

  /**
   * Adds all nodes but the last, and returns that: it gives what {@code conv} gave, and the biases.
   *
   * @param biases a node of a value for each channel
   */
  NodeDef.Builder write(WinogradConvolution conv, Optional<String> biases) {
    String base = conv.base();
    WinogradTiles tiles = conv.tiles();
    int rowIn = conv.columnsIn() * conv.channelsIn();
    String input = conv.node().getInput(0);
    String rows = writer.add(writer.reshaped(base + "/rows", input, -1, tiles.rowsIn(), rowIn));
    String there = writer.constant(base + "/input_transform", tiles.inputTransform());
    String points = writer.add(writer.product(base + "/points", there, rows));
    String inputs =
        writer.add(
            writer.reshaped(base + "/inputs", points, -1, tiles.products(), tiles.tiles() * rowIn));
    String parts = writer.add(writer.split(base + "/parts", inputs, 1, tiles.products()));
    FloatTensor filters = conv.filters();
    List<String> filtered = new ArrayList<>();
    for (int i = 0; i < tiles.products(); i++) {
      String across = across(conv, i, parts, filters.element(i));
      // Every output of a tile has the product at 1 in it, once.
      if (i == WinogradMatrices.AT_ONE && biases.isPresent()) {
        across = writer.add(writer.biased(part(conv, i) + "/bias", across, biases.get()));
      }
      filtered.add(flat(conv, i, across));
    }
    return outputs(conv, writer.add(writer.joined(base + "/filtered", filtered, 2)));
  }

  /** {@code [batch, tiles, columns, channels]}. */
  private String across(WinogradConvolution conv, int i, String parts, FloatTensor filter) {
    String part = part(conv, i);
    String image =
        writer.add(
            writer.reshaped(
                part + "/image",
                parts + ":" + i,
                -1,
                conv.tiles().tiles(),
                conv.columnsIn(),
                conv.channelsIn()));
    return writer.add(
        conv.node().toBuilder()
            .setName(part)
            .clearInput()
            .addInput(image)
            .addInput(writer.constant(part + "/filter", filter)));
  }

  private String flat(WinogradConvolution conv, int i, String across) {
    return writer.add(
        writer.reshaped(
            part(conv, i) + "/flat", across, -1, conv.tiles().tiles(), 1, rowOut(conv)));
  }

  /** From what each tile has at each point to its rows; the last tile may have some too many. */
  private NodeDef.Builder outputs(WinogradConvolution conv, String filtered) {
    String base = conv.base();
    WinogradTiles tiles = conv.tiles();
    String back = writer.constant(base + "/output_transform", tiles.outputMatrix());
    String outputs = writer.add(writer.product(base + "/outputs", back, filtered));
    int rows = tiles.tiles() * tiles.outputs();
    NodeDef.Builder image =
        writer.reshaped(base + "/image", outputs, -1, rows, conv.columnsOut(), conv.channelsOut());
    return tiles.isWhole()
        ? image
        : writer.first(base + "/whole", writer.add(image), -1, tiles.rowsOut(), -1, -1);
  }

  private static String part(WinogradConvolution conv, int i) {
    return conv.base() + "/part_" + i;
  }

  private static int rowOut(WinogradConvolution conv) {
    return conv.columnsOut() * conv.channelsOut();
  }
}
