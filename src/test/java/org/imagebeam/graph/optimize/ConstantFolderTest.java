package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ConstantFolderTest {
  private static GraphDef graph(Object... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT));
    for (Object node : nodes) {
      graph.addNode(node instanceof NodeDef.Builder builder ? builder.build() : (NodeDef) node);
    }
    return graph.build();
  }

  private static Map<String, Integer> ops(GraphDef graph) {
    Map<String, Integer> ops = new TreeMap<>();
    graph.getNodeList().forEach(node -> ops.merge(node.getOp(), 1, Integer::sum));
    return ops;
  }

  private static float[] values(GraphDef graph, String name) {
    return FloatTensor.read(new GraphIndex(graph).get(name)).values();
  }

  /** As Keras 3 writes a batch norm. */
  @Test
  void shouldComputeABatchNormsFactors() {
    GraphDef graph =
        graph(
            NodeDefs.constFloats("variance", List.of(2), 3, 15),
            NodeDefs.constFloat("epsilon", 1),
            NodeDefs.constFloats("gamma", List.of(2), 6, 8),
            NodeDefs.floatNode("sum", "AddV2", "variance", "epsilon"),
            NodeDefs.floatNode("root", "Rsqrt", "sum"),
            NodeDefs.floatNode("factor", "Mul", "root", "gamma"),
            NodeDefs.floatNode("out", "Mul", "x", "factor"));
    GraphDef folded = ConstantFolder.fold(graph, List.of("out"));
    assertEquals(Map.of("Placeholder", 1, "Const", 1, "Mul", 1), ops(folded));
    assertArrayEquals(new float[] {3, 2}, values(folded, "factor"), 1e-6f);
  }

  @Test
  void shouldFollowChainsOfAnyLength() {
    int length = 20_000;
    GraphDef.Builder chain =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT))
            .addNode(NodeDefs.floatNode("out", "Mul", "x", "n" + length));
    for (int i = length; i > 0; i--) {
      chain.addNode(NodeDefs.floatNode("n" + i, "Neg", "n" + (i - 1)));
    }
    chain.addNode(NodeDefs.constFloat("n0", 3));
    GraphDef folded = ConstantFolder.fold(chain.build(), List.of("out"));
    assertEquals(Map.of("Placeholder", 1, "Const", 1, "Mul", 1), ops(folded));
    assertArrayEquals(new float[] {3}, values(folded, "n" + length));
  }

  @Test
  void shouldTellTheOutputsOfANodeApart() {
    GraphDef graph =
        graph(
            NodeDefs.constInt("axis", 0),
            NodeDefs.constFloats("both", List.of(2), 5, 7),
            NodeDefs.floatNode("split", "Split", "axis", "both")
                .putAttr("num_split", NodeDefs.integer(2)),
            NodeDefs.floatNode("less", "Sub", "x", "split"),
            NodeDefs.floatNode("out", "Mul", "less", "split:1"));
    GraphDef folded = ConstantFolder.fold(graph, List.of("out"));
    GraphIndex index = new GraphIndex(folded);
    assertArrayEquals(new float[] {5}, values(folded, index.get("less").getInput(1)));
    assertArrayEquals(new float[] {7}, values(folded, index.get("out").getInput(1)));
    assertEquals(Map.of("Placeholder", 1, "Const", 2, "Sub", 1, "Mul", 1), ops(folded));
  }

  @Test
  void shouldKeepTheNamesOfOutputs() {
    GraphDef graph =
        graph(NodeDefs.constFloat("four", 4), NodeDefs.floatNode("out", "Sqrt", "four"));
    GraphDef folded = ConstantFolder.fold(graph, List.of("out"));
    assertEquals(Map.of("Const", 1), ops(folded));
    assertArrayEquals(new float[] {2}, values(folded, "out"));
  }

  @Test
  void shouldComputeWholeNumbersToo() {
    GraphDef graph =
        graph(
            NodeDefs.constInts("first", List.of(1), 3),
            NodeDefs.constInts("second", List.of(1), 4),
            NodeDefs.node("sum", "AddV2", "first", "second")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32)),
            NodeDefs.floatNode("out", "Reshape", "x", "sum")
                .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
    NodeDef sum = new GraphIndex(ConstantFolder.fold(graph, List.of("out"))).get("sum");
    assertEquals("Const", sum.getOp());
    assertArrayEquals(new int[] {7}, Nodes.intValues(sum));
  }

  @Test
  void shouldLeaveWhatIsFedWhatIsDrawnAndWhatWaits() {
    GraphDef graph =
        graph(
            NodeDefs.constInts("shape", List.of(1), 2),
            NodeDefs.node("noise", "RandomUniform", "shape")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT)),
            NodeDefs.constFloat("one", 1),
            NodeDefs.floatNode("waits", "Sqrt", "one", "^x"),
            NodeDefs.floatNode("sum", "AddV2", "noise", "x"),
            NodeDefs.floatNode("out", "AddV2", "sum", "waits"));
    assertSame(graph, ConstantFolder.fold(graph, List.of("out")));
  }
}
