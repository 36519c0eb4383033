package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** The tiles that are chosen, and how many multiplications they take. */
class WinogradPlanTilesTest extends WinogradRewriterFixture {
  private static WinogradConvolution convolution(int height, int width, int rows, int outputs) {
    GraphDef graph = graph(weights("weights", height, width, CHANNELS, 80), conv("SAME").build());
    GraphIndex index = new GraphIndex(graph);
    List<Long> shape = List.of(-1L, (long) rows, 14L, (long) CHANNELS);
    return WinogradConvolution.of(index, index.get("conv"), shape).stream()
        .filter(form -> form.tiles().outputs() == outputs)
        .findFirst()
        .orElseThrow();
  }

  private static WinogradTiles chosen(int height, int width, int rows) {
    GraphDef graph =
        graph(weights("weights", height, width, CHANNELS, 80), conv("SAME").build()).toBuilder()
            .setNode(0, Nodes.placeholder("image", DataType.DT_FLOAT, -1, rows, 14, 3))
            .build();
    return WinogradPlan.choose(graph, List.of("conv")).get(0).tiles();
  }

  @Test
  void shouldMultiplyLess() {
    WinogradConvolution narrow = convolution(7, 1, 19, 4);
    assertEquals(19L * 14 * 7 * CHANNELS * 80, narrow.directMultiplyAdds());
    assertEquals(new WinogradTiles(19, 19, 3, 7, 4), narrow.tiles());
    long transforms = 50L * 19 * 14 * CHANNELS + 19L * 50 * 14 * 80;
    assertEquals(transforms + 50L * 14 * CHANNELS * 80, narrow.multiplyAdds());
    WinogradConvolution wide = convolution(3, 3, 20, 5);
    assertEquals(20L * 14 * 9 * CHANNELS * 80, wide.directMultiplyAdds());
    assertEquals(new WinogradTiles(20, 20, 1, 3, 5), wide.tiles());
    long tileByTile = 28L * 20 * 14 * CHANNELS + 5L * 28 * 14 * 80;
    assertEquals(tileByTile + 28L * 14 * 3 * CHANNELS * 80, wide.multiplyAdds());
  }

  /**
   * Twenty rows are four tiles of five: three of seven multiply less, but have one to cut off. And
   * however many rows there are, larger tiles round too much for what they save.
   */
  @ParameterizedTest
  @CsvSource({"3, 20, 5", "3, 36, 6", "3, 72, 6", "7, 17, 3", "5, 36, 4"})
  void shouldChooseTilesThatFitWhereTheyCostAndRoundLittle(int taps, int rows, int outputs) {
    assertEquals(outputs, chosen(taps, taps == 7 ? 1 : taps, rows).outputs());
  }
}
