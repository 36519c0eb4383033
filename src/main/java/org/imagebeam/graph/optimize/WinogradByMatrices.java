package org.imagebeam.graph.optimize;

import org.imagebeam.graph.NodeWriter;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a convolution whose filter is one column wide: at each point the filter is a matrix from
 * channels to channels. Rows come first and images side by side, so that each of the matrices is
 * read but once a batch, and multiplied with all that it ever is.
 */
final class WinogradByMatrices {
  /** From images of rows to rows of images, and back. */
  private static final int[] ROWS_FIRST = {1, 0, 2, 3};

  private static final int[] COLUMNS_FIRST = {2, 0, 1, 3};
  private static final int[] COLUMNS_BACK = {1, 2, 0, 3};

  private final NodeWriter writer;

  WinogradByMatrices(NodeWriter writer) {
    this.writer = writer;
  }

  /** All but the node that gives what {@code conv} gave, which is returned. */
  NodeDef.Builder write(WinogradConvolution conv) {
    String base = conv.base();
    WinogradTiles tiles = conv.tiles();
    String input = conv.node().getInput(0);
    String standing =
        writer.add(
            writer.transposed(
                base + "/standing", input, conv.transposed() ? COLUMNS_FIRST : ROWS_FIRST));
    String rows = writer.add(writer.reshaped(base + "/rows", standing, tiles.rowsIn(), -1));
    String there = writer.constant(base + "/input_transform", tiles.inputTransform());
    String points = writer.add(writer.product(base + "/points", there, rows));
    String inputs =
        writer.add(
            writer.reshaped(base + "/inputs", points, tiles.products(), -1, conv.channelsIn()));
    String filters = writer.constant(base + "/filters", conv.filters());
    String filtered = writer.add(writer.product(base + "/filtered", inputs, filters));
    String products = writer.add(writer.reshaped(base + "/products", filtered, tiles.rows(), -1));
    String back = writer.constant(base + "/output_transform", tiles.outputTransform());
    String outputs = writer.add(writer.product(base + "/outputs", back, products));
    String image =
        writer.add(
            writer.reshaped(
                base + "/image",
                outputs,
                tiles.rowsOut(),
                -1,
                conv.columnsOut(),
                conv.channelsOut()));
    return writer.transposed(base + "/back", image, conv.transposed() ? COLUMNS_BACK : ROWS_FIRST);
  }
}
