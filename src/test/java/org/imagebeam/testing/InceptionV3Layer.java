package org.imagebeam.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A row of the table of layers. */
sealed interface InceptionV3Layer {
  /** The name of the node that the next layers read. */
  String name();

  /** A convolution with its batch norm and Relu. */
  record Conv(
      String name,
      String input,
      int height,
      int width,
      int in,
      int out,
      long stride,
      String padding)
      implements InceptionV3Layer {}

  /** A pool of 3 by 3; {@code op} is MaxPool or AvgPool. */
  record Pool(String op, String name, String input, long stride, String padding)
      implements InceptionV3Layer {}

  /** The joined channels of a block's towers. */
  record Join(String name, List<String> inputs) implements InceptionV3Layer {}

  /**
   * Reads a table as {@link InceptionV3Layers} describes it.
   *
   * @throws IllegalArgumentException when a line starts with an unknown word
   */
  static List<InceptionV3Layer> parse(String table) {
    List<InceptionV3Layer> layers = new ArrayList<>();
    Block block = new Block("", "");
    for (String line : table.lines().toList()) {
      String[] row = line.strip().split("\\s+");
      switch (row[0]) {
        case "block" -> block = new Block(row[1] + "/", row[2]);
        case "Conv2D" -> layers.add(conv(block, row));
        case "MaxPool", "AvgPool" -> layers.add(pool(block, row));
        case "Concat" -> layers.add(join(block, row));
        default -> throw new IllegalArgumentException("not a layer: " + line);
      }
    }
    return List.copyOf(layers);
  }

  private static Conv conv(Block block, String[] row) {
    return new Conv(
        block.name(row[1]),
        block.name(row[2]),
        Integer.parseInt(row[3]),
        Integer.parseInt(row[4]),
        Integer.parseInt(row[5]),
        Integer.parseInt(row[6]),
        Long.parseLong(row[7]),
        row[8]);
  }

  private static Pool pool(Block block, String[] row) {
    return new Pool(row[0], block.name(row[1]), block.name(row[2]), Long.parseLong(row[3]), row[4]);
  }

  private static Join join(Block block, String[] row) {
    return new Join(block.name("join"), Stream.of(row).skip(1).map(block::name).toList());
  }

  /** Where the names of a row belong. */
  record Block(String prefix, String input) {
    String name(String relative) {
      return relative.equals(".") ? input : prefix + relative;
    }
  }
}
