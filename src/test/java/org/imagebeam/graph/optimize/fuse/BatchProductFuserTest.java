package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class BatchProductFuserTest {
  private static GraphDef graph(boolean scaled, String op, Integer... added) {
    int size = Arrays.stream(added).reduce(1, (a, b) -> a * b);
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 3, 5, 4));
    nodes.add(Layers.op("keys", "Tanh", "image"));
    nodes.add(
        Layers.op("product", "BatchMatMulV2", "image", "keys").toBuilder()
            .putAttr("adj_y", Nodes.of(true))
            .build());
    nodes.add(NodeDefs.constFloats("scale", List.of(), 0.3f));
    nodes.add(NodeDefs.constFloats("added", List.of(added), Layers.random(size)));
    if (scaled) {
      nodes.add(Layers.op("scaled", "Mul", "scale", "product"));
    }
    nodes.add(Layers.op("out", op, scaled ? "scaled" : "product", "added"));
    return GraphDef.newBuilder().addAllNode(nodes).build();
  }

  private static boolean fuses(GraphDef graph) {
    GraphDef fused = BatchProductFuser.fuse(graph, List.of("out"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, 3, 5, 4);
    return Layers.ops(fused).containsKey("_MklFusedBatchMatMulV2");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 5, 5", "1, 3, 5, 5", "1, 1, 1, 5", "1, 3, 1, 1", "1, 1, 1, 1"})
  void shouldFuseAScaleAndWhatIsAdded(int images, int heads, int rows, int columns) {
    for (boolean scaled : new boolean[] {true, false}) {
      assertEquals(true, fuses(graph(scaled, "AddV2", images, heads, rows, columns)));
    }
  }

  @Test
  void shouldLeaveWhatTheOpDoesNotTake() {
    assertEquals(false, fuses(graph(true, "Sub", 1, 1, 5, 5)));
    assertEquals(false, fuses(graph(true, "AddV2", 5, 5)));
    assertEquals(false, fuses(graph(true, "AddV2", 2, 3, 5, 5)));
  }

  @Test
  void shouldLeaveWhatOthersSee() {
    GraphDef graph = graph(true, "AddV2", 1, 1, 5, 5);
    for (String seen : List.of("product", "scaled")) {
      GraphDef left = BatchProductFuser.fuse(graph, List.of("out", seen));
      assertEquals(graph, left);
    }
  }
}
