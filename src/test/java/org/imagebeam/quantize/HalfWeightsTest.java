package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class HalfWeightsTest {
  private static GraphDef graph(float... values) {
    return GraphDef.newBuilder()
        .addNode(new FloatTensor(List.of((long) values.length), values).toConst("weights"))
        .addNode(NodeDefs.placeholder("fed", DataType.DT_FLOAT))
        .addNode(NodeDefs.floatNode("out", "Mul", "weights", "fed"))
        .build();
  }

  @Test
  void shouldStoreLargeWeightsInHalfTheBytes() {
    float[] values = new float[4096];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 2000) / 64f;
    }
    values[1] = 6.1e-5f;
    values[2] = 0.1f;
    GraphDef stored = HalfWeights.store(graph(values));
    assertEquals(2 * 4096, stored.getSerializedSize(), 300);
    try (GraphSession session = GraphSession.openAsGiven(stored, SessionOptions.DEFAULT);
        TFloat32 one = TFloat32.scalarOf(1);
        TFloat32 out = (TFloat32) session.run("fed", one, "out")) {
      assertEquals(Shape.of(4096), out.shape());
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], out.getFloat(i), Math.abs(values[i]) / 1000, "value " + i);
      }
    }
  }

  @Test
  void shouldKeepWhatIsSmallOrOutOfRange() {
    GraphDef small = graph(1, 2, 3);
    assertEquals(small, HalfWeights.store(small));
    float[] values = new float[5000];
    values[4000] = 70_000;
    assertEquals(graph(values), HalfWeights.store(graph(values)));
  }
}
