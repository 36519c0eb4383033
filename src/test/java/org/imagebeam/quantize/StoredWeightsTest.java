package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class StoredWeightsTest {
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
    GraphDef stored = StoredWeights.store(graph(values));
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
    assertEquals(small, StoredWeights.store(small));
    float[] values = new float[5000];
    values[4000] = 70_000;
    assertEquals(graph(values), StoredWeights.store(graph(values)));
  }

  private static GraphDef product(float[] values, int outputs, boolean transposed) {
    return GraphDef.newBuilder()
        .addNode(NodeDefs.placeholder("fed", DataType.DT_FLOAT))
        .addNode(
            new FloatTensor(List.of((long) values.length / outputs, (long) outputs), values)
                .toConst("weights"))
        .addNode(
            NodeDefs.floatNode("out", "MatMul", "fed", "weights")
                .putAttr("transpose_b", Nodes.of(transposed)))
        .build();
  }

  /** Each output has another range; one has weights of 0. */
  private static float[] weights(int inputs, int outputs) {
    float[] values = Layers.random(inputs * outputs);
    for (int i = 0; i < values.length; i++) {
      values[i] *= i % outputs;
    }
    return values;
  }

  @Test
  void shouldStoreProductsInAQuarterOfTheBytes() {
    int outputs = 8;
    float[] values = weights(1024, outputs);
    GraphDef stored = StoredWeights.store(product(values, outputs, false));
    assertEquals(values.length, stored.getSerializedSize(), 700);
    float[] largest = new float[outputs];
    for (int i = 0; i < values.length; i++) {
      largest[i % outputs] = Math.max(largest[i % outputs], Math.abs(values[i]));
    }
    try (GraphSession session = GraphSession.openAsGiven(stored, SessionOptions.DEFAULT);
        TFloat32 one = row(1024, 3);
        TFloat32 out = (TFloat32) session.run("fed", one, "out")) {
      for (int output = 0; output < outputs; output++) {
        float half = largest[output] / 254;
        assertEquals(values[3 * outputs + output], out.getFloat(0, output), half * 1.001f);
      }
    }
    GraphDef folded =
        InferenceOptimizer.rewrite(stored, List.of("out"), List.of(GraphRewrite.CONSTANTS_FOLDED));
    assertEquals(Map.of("Placeholder", 1, "Const", 1, "MatMul", 1), Layers.ops(folded));
  }

  @Test
  void shouldStoreOtherProductsInHalfTheBytes() {
    GraphDef stored = StoredWeights.store(product(weights(1024, 8), 8, true));
    assertEquals(2 * 8192, stored.getSerializedSize(), 400);
  }

  /** A row of zeros, but for one 1. */
  private static TFloat32 row(int size, int at) {
    float[] values = new float[size];
    values[at] = 1;
    return TFloat32.tensorOf(Shape.of(1, size), DataBuffers.of(values, true, false));
  }
}
