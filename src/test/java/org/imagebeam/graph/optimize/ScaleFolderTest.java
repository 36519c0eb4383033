package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ScaleFolderTest {
  private static final long[] BATCH = {2, 6, 8};

  /** An attention of two heads over six places, up to its scaled products. */
  private static GraphDef attention(boolean queriesNormed, boolean keysNormed) {
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 6, 8));
    nodes.add(Nodes.intVector("rows", -1, 8));
    nodes.add(Nodes.intVector("heads", -1, 6, 2, 4));
    nodes.add(reshape("flat", "image", "rows"));
    for (String side : List.of("q", "k")) {
      nodes.add(NodeDefs.constFloats(side + "w", List.of(8, 8), Layers.random(64)));
      nodes.add(NodeDefs.constFloats(side + "b", List.of(2, 4), Layers.random(8)));
      nodes.add(Layers.op(side + "m", "MatMul", "flat", side + "w"));
      nodes.add(reshape(side + "r", side + "m", "heads"));
      nodes.add(Layers.op(side + "s", "AddV2", side + "r", side + "b"));
    }
    if (queriesNormed) {
      nodes.add(Layers.op("qn", "Tanh", "qs"));
    }
    if (keysNormed) {
      nodes.add(Layers.op("kn", "Tanh", "ks"));
    }
    nodes.add(
        Layers.op("products", "Einsum", queriesNormed ? "qn" : "qs", keysNormed ? "kn" : "ks")
            .toBuilder()
            .putAttr("N", Nodes.of(2))
            .putAttr("equation", Nodes.string("BTNH,BSNH->BNTS"))
            .build());
    nodes.add(NodeDefs.constFloats("scale", List.of(), 0.3f));
    nodes.add(Layers.op("scaled", "Mul", "products", "scale"));
    nodes.add(Layers.op("out", "Softmax", "scaled"));
    return GraphDef.newBuilder().addAllNode(nodes).build();
  }

  private static NodeDef reshape(String name, String input, String shape) {
    return Layers.op(name, "Reshape", input, shape).toBuilder()
        .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
        .build();
  }

  @Test
  void shouldScaleTheWeightsAndTheBiasOfOneFactor() {
    for (boolean queriesNormed : new boolean[] {false, true}) {
      GraphDef graph = attention(queriesNormed, false);
      GraphDef folded = ScaleFolder.fold(graph, List.of("out"));
      SameAnswers.assertSame(graph, folded, "out", BATCH);
      assertFalse(Layers.ops(folded).containsKey("Mul"));
      String side = queriesNormed ? "k" : "q";
      assertEquals(0.3f * Layers.random(64)[5], Layers.floats(folded, side + "m/scaled")[5], 1e-7f);
    }
  }

  @Test
  void shouldLeaveFactorsThatAreNotLinear() {
    GraphDef graph = attention(true, true);
    GraphDef folded = ScaleFolder.fold(graph, List.of("out"));
    assertEquals(1, Layers.ops(folded).get("Mul"));
    SameAnswers.assertSame(graph, folded, "out", BATCH);
  }

  @Test
  void shouldLeaveWhatOthersSee() {
    GraphDef graph = attention(false, false);
    for (String seen : List.of("products", "qs")) {
      GraphDef folded = ScaleFolder.fold(graph, List.of("out", seen));
      SameAnswers.assertSame(graph, folded, seen, BATCH);
      SameAnswers.assertSame(graph, folded, "out", BATCH);
    }
  }
}
