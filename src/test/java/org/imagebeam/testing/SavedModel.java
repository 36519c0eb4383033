package org.imagebeam.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** The checkpoints of a tiny model, {@code scores = x W + b} with two numbers in and two out. */
public final class SavedModel {
  private SavedModel() {}

  /**
   * Saves a checkpoint for each step, called {@code model.ckpt-STEP}: {@code W} is [[step, step +
   * 1], [step + 2, step + 3]], {@code b} is [-step, -step - 1], and the elements of their averages
   * are 0.5, 1.5 …
   */
  public static void save(Path folder, int... steps) throws IOException {
    GraphDef.Builder nodes = GraphDef.newBuilder();
    nodes.addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT));
    addVariable(nodes, "W", 2, 2);
    addVariable(nodes, "b", 2);
    nodes.addNode(
        NodeDefs.floatNode("product", "MatMul", "x", "W/read")
            .putAttr("transpose_a", NodeDefs.bool(false))
            .putAttr("transpose_b", NodeDefs.bool(false)));
    nodes.addNode(NodeDefs.floatNode("scores", "Add", "product", "b/read"));
    addVariable(nodes, "W/ExponentialMovingAverage", 2, 2);
    addVariable(nodes, "b/ExponentialMovingAverage", 2);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(nodes.build());
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        for (int step : steps) {
          assign(session, "W", Shape.of(2, 2), step, step + 1, step + 2, step + 3);
          assign(session, "b", Shape.of(2), -step, -step - 1);
          assign(session, "W/ExponentialMovingAverage", Shape.of(2, 2), .5f, 1.5f, 2.5f, 3.5f);
          assign(session, "b/ExponentialMovingAverage", Shape.of(2), .5f, 1.5f);
          saver.save(session, folder.resolve("model.ckpt").toString(), SaveOptions.at(step));
        }
      }
    }
  }

  private static void addVariable(GraphDef.Builder nodes, String name, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    nodes.addNode(
        NodeDefs.node(name, "VariableV2")
            .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("shape", AttrValue.newBuilder().setShape(shape).build()));
    nodes.addNode(NodeDefs.floatNode(name + "/read", "Identity", name));
    nodes.addNode(NodeDefs.placeholder(name + "/value", DataType.DT_FLOAT));
    nodes.addNode(NodeDefs.floatNode(name + "/Assign", "Assign", name, name + "/value"));
  }

  private static void assign(Session session, String name, Shape shape, float... values) {
    try (TFloat32 value = TFloat32.tensorOf(shape, DataBuffers.of(values))) {
      session.runner().feed(name + "/value", value).addTarget(name + "/Assign").run().close();
    }
  }

  /** The two scores that a frozen graph gives. */
  public static float[] scores(GraphDef frozen, float first, float second) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(frozen);
      try (Session session = new Session(graph);
          TFloat32 x = TFloat32.tensorOf(Shape.of(1, 2), DataBuffers.of(first, second));
          Result result = session.runner().feed("x", x).fetch("scores").run()) {
        float[] scores = new float[2];
        ((TFloat32) result.get(0)).copyTo(DataBuffers.of(scores, false, false));
        return scores;
      }
    }
  }
}
