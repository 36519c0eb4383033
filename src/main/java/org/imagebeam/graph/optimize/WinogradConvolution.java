package org.imagebeam.graph.optimize;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A convolution that {@link WinogradRewriter} can write another way. Lying filters (1 by k) are
 * seen as standing ones of an image whose rows and columns have changed places.
 *
 * @param node the Conv2D
 * @param transposed whether rows and columns have changed places
 * @param tiles how the rows are cut
 * @param columnsIn columns of the input
 * @param columnsOut columns of the output
 * @param weights {@code [taps down, taps across, channels in, channels out]}, as in the graph
 */
record WinogradConvolution(
    NodeDef node,
    boolean transposed,
    WinogradTiles tiles,
    int columnsIn,
    int columnsOut,
    NodeDef weights) {
  /**
   * Fewer channels, and moving the tiles about takes longer than the multiplications that they
   * save: with 32 of 147 by 147 places it took 2.3 times as long.
   */
  private static final int MIN_CHANNELS = 48;

  /**
   * How many multiply-adds take as long as a weight that comes from memory once a batch. There are
   * more weights than before, and an image of 8 by 8 places makes little use of each.
   */
  private static final int MULTIPLY_ADDS_PER_WEIGHT = 10;

  /**
   * How many multiply-adds take as long as a value that is copied: 60 thousand million a second.
   */
  private static final int MULTIPLY_ADDS_PER_COPY = 40;

  /**
   * The part of the work that must be left at most: the rest pays for moving what it is done on.
   */
  private static final double WORTH = 0.8;

  /**
   * {@code node} as such a convolution, in tiles of each size with which it gains; none if it is no
   * such convolution, or doesn't gain. One in groups of channels is none.
   *
   * @param shape of its input: batch, rows, columns, channels; -1 where unknown
   */
  static List<WinogradConvolution> of(GraphIndex index, NodeDef node, List<Long> shape) {
    Optional<LinearLayer> layer = LinearLayer.of(index, node);
    if (layer.isEmpty() || !node.getOp().equals("Conv2D") || !isDense(node) || shape.size() != 4) {
      return List.of();
    }
    NodeDef weights = layer.get().weights();
    List<Long> taps = FloatTensor.shapeOf(weights);
    boolean transposed = taps.get(0) == 1;
    long rows = shape.get(transposed ? 2 : 1);
    long columns = shape.get(transposed ? 1 : 2);
    if (rows < 1
        || columns < 1
        || !taps.get(2).equals(shape.get(3))
        || Math.min(taps.get(2), taps.get(3)) < MIN_CHANNELS) {
      return List.of();
    }
    int down = Math.toIntExact(taps.get(transposed ? 1 : 0));
    int across = Math.toIntExact(taps.get(transposed ? 0 : 1));
    boolean padded = padding(node).equals("SAME");
    int rowsOut = Math.toIntExact(padded ? rows : rows - down + 1);
    int columnsOut = Math.toIntExact(padded ? columns : columns - across + 1);
    if (down < 2 || rowsOut < 1 || columnsOut < 1) {
      return List.of();
    }
    return IntStream.rangeClosed(2, WinogradMatrices.MAX_PRODUCTS + 1 - down)
        .mapToObj(
            m ->
                new WinogradConvolution(
                    node,
                    transposed,
                    new WinogradTiles(
                        Math.toIntExact(rows), rowsOut, padded ? (down - 1) / 2 : 0, down, m),
                    Math.toIntExact(columns),
                    columnsOut,
                    weights))
        .filter(form -> form.work() < WORTH * form.directWork())
        .toList();
  }

  /** Whether it looks at each place, and at neighbours that touch, and waits for nothing. */
  private static boolean isDense(NodeDef node) {
    return node.getInputCount() == 2
        && Nodes.integers(node, "strides").stream().allMatch(stride -> stride == 1)
        && Nodes.integers(node, "dilations").stream().allMatch(dilation -> dilation == 1)
        && (padding(node).equals("SAME") || padding(node).equals("VALID"));
  }

  private static String padding(NodeDef node) {
    return node.getAttrOrDefault("padding", AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }

  /** What the names of new nodes begin with. */
  String base() {
    return node.getName() + "/winograd";
  }

  int channelsIn() {
    return Math.toIntExact(FloatTensor.shapeOf(weights).get(2));
  }

  int channelsOut() {
    return Math.toIntExact(FloatTensor.shapeOf(weights).get(3));
  }

  int tapsAcross() {
    return Math.toIntExact(FloatTensor.shapeOf(weights).get(transposed ? 0 : 1));
  }

  /** Of an image, written as products of tiles, both transforms included. */
  long multiplyAdds() {
    long into = (long) tiles.rows() * tiles.rowsIn() * columnsIn * channelsIn();
    long products = (long) tiles.rows() * columnsOut * tapsAcross() * channelsIn() * channelsOut();
    int rowsBack = tapsAcross() == 1 ? tiles.rowsOut() : tiles.outputs();
    long back = (long) rowsBack * tiles.rows() * columnsOut * channelsOut();
    return into + products + back;
  }

  /** All that takes time, in multiply-adds. */
  long work() {
    return multiplyAdds() + weightsWork(tiles.products()) + copyWork();
  }

  /** Of wider filters, rows that the last tile has too many are cut off. */
  private long copyWork() {
    return tapsAcross() == 1 || tiles.isWhole()
        ? 0
        : (long) MULTIPLY_ADDS_PER_COPY * tiles.rowsOut() * columnsOut * channelsOut();
  }

  /** Likewise, as it is. */
  long directWork() {
    return directMultiplyAdds() + weightsWork(tiles.taps());
  }

  private long weightsWork(int rows) {
    return (long) MULTIPLY_ADDS_PER_WEIGHT * rows * tapsAcross() * channelsIn() * channelsOut();
  }

  /** Of an image, as it is. */
  long directMultiplyAdds() {
    return (long) tiles.rowsOut()
        * tiles.taps()
        * columnsOut
        * tapsAcross()
        * channelsIn()
        * channelsOut();
  }

  /**
   * What its tiles round, whatever their size.
   *
   * @throws GraphException if the weights are damaged
   */
  WinogradError error() {
    return new WinogradError(FloatTensor.read(weights).values(), tiles.taps());
  }

  /**
   * The filters' values at each point: {@code [products, 1, taps across, channels in, channels
   * out]}, or {@code [products, channels in, channels out]} if they are one column wide.
   *
   * @throws GraphException if the weights are damaged
   */
  FloatTensor filters() {
    float[] read = FloatTensor.read(weights).values();
    double[][] matrix = new WinogradMatrices(tiles.outputs(), tiles.taps()).filter();
    // What belongs to a tap stands together, whichever way the filter lies.
    int size = read.length / tiles.taps();
    float[] filters = new float[tiles.products() * size];
    for (int product = 0; product < tiles.products(); product++) {
      double[] row = matrix[product];
      for (int i = 0; i < size; i++) {
        double sum = 0;
        int at = i;
        for (double coefficient : row) {
          sum += coefficient * read[at];
          at += size;
        }
        filters[product * size + i] = (float) sum;
      }
    }
    long products = tiles.products();
    long in = channelsIn();
    long out = channelsOut();
    return new FloatTensor(
        tapsAcross() == 1
            ? List.of(products, in, out)
            : List.of(products, 1L, (long) tapsAcross(), in, out),
        filters);
  }
}
