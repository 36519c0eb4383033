package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ProductFlattenerTest {
  private static NodeDef weights(Integer... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return NodeDefs.constFloats("w", List.of(shape), Layers.random(size));
  }

  private static GraphDef graph(NodeDef weights, NodeDef product) {
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 6, 8))
        .addNode(weights)
        .addNode(product)
        .build();
  }

  private static NodeDef einsum(String equation) {
    return Layers.op("out", "Einsum", "image", "w").toBuilder()
        .putAttr("N", Nodes.of(2))
        .putAttr("equation", Nodes.string(equation))
        .build();
  }

  private static void assertFlat(boolean flat, GraphDef graph) {
    GraphDef flattened = ProductFlattener.flatten(graph, List.of("out"));
    SameAnswers.assertSame(graph, flattened, "out", 2, 4, 6, 8);
    if (flat) {
      assertEquals(
          Map.of("Placeholder", 1, "Const", 3, "Reshape", 2, "MatMul", 1), Layers.ops(flattened));
    } else {
      assertEquals(graph, flattened);
    }
  }

  @Test
  void shouldFlattenAProductOfPlaces() {
    assertFlat(true, graph(weights(8, 5), Layers.op("out", "BatchMatMulV2", "image", "w")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adj_x", "adj_y"})
  void shouldLeaveTurnedProducts(String turned) {
    NodeDef weights = turned.equals("adj_x") ? weights(6, 5) : weights(5, 8);
    NodeDef product =
        Layers.op("out", "BatchMatMulV2", "image", "w").toBuilder()
            .putAttr(turned, Nodes.of(true))
            .build();
    assertFlat(false, graph(weights, product));
  }

  @Test
  void shouldLeaveAMatrixForEachRow() {
    assertFlat(false, graph(weights(4, 8, 5), Layers.op("out", "BatchMatMulV2", "image", "w")));
  }

  @ParameterizedTest
  @CsvSource({
    "'bhwc,cd->bhwd', 8, 5, true",
    "'bhwc,cd->bhdw', 8, 5, false",
    "'bhwc,dc->bhwd', 5, 8, false",
    "'bhwc,wd->bhcd', 6, 5, false"
  })
  void shouldFlattenAnEinsumOverTheLast(String equation, int rows, int columns, boolean flat) {
    assertFlat(flat, graph(weights(rows, columns), einsum(equation)));
  }

  @Test
  void shouldFlattenAnEinsumToHeadsAndBack() {
    assertFlat(true, graph(weights(8, 3, 5), einsum("bhwc,cnd->bhwnd")));
    assertFlat(true, graph(weights(6, 8, 5), einsum("bhwc,wcd->bhd")));
    assertFlat(false, graph(weights(8, 6, 5), einsum("bhwc,cwd->bhd")));
  }

  @Test
  void shouldLeaveSumsOverAnyNumberOfPlaces() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, -1, 6, 8))
            .addNode(weights(8, 5))
            .addNode(einsum("bhwc,cd->bhwd"))
            .build();
    assertEquals(graph, ProductFlattener.flatten(graph, List.of("out")));
  }
}
