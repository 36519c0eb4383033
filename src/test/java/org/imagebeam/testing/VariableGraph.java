package org.imagebeam.testing;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Random;
import org.imagebeam.checkpoint.SavedTensors;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** {@code scores = x W + b} with variables, nodes {@code init} and {@code save}. */
public final class VariableGraph {
  /** How a graph holds its variables. */
  public enum Kind {
    REFERENCE,
    RESOURCE
  }

  private VariableGraph() {}

  /** x is [any, 3], W [3, 2], b [2]. */
  public static GraphDef of(Kind kind, String prefix) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT));
    addVariable(graph, kind, "W", List.of(3, 2));
    addVariable(graph, kind, "b", List.of(2));
    graph.addNode(
        NodeDefs.floatNode("product", "MatMul", "x", "W/read")
            .putAttr("transpose_a", NodeDefs.bool(false))
            .putAttr("transpose_b", NodeDefs.bool(false)));
    graph.addNode(NodeDefs.floatNode("scores", "Add", "product", "b/read"));
    graph.addNode(NodeDefs.node("init", "NoOp", "^W/assign", "^b/assign"));
    graph.addNode(
        SavedTensors.constant(
            "save/prefix",
            SavedTensors.strings(List.of(), List.of(ByteString.copyFromUtf8(prefix)))));
    graph.addNode(
        SavedTensors.constant(
            "save/names",
            SavedTensors.strings(
                List.of(2), List.of(ByteString.copyFromUtf8("W"), ByteString.copyFromUtf8("b")))));
    graph.addNode(
        SavedTensors.constant(
            "save/slices",
            SavedTensors.strings(List.of(2), List.of(ByteString.EMPTY, ByteString.EMPTY))));
    AttrValue.ListValue.Builder dtypes =
        AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT).addType(DataType.DT_FLOAT);
    graph.addNode(
        NodeDefs.node(
                "save", "SaveV2", "save/prefix", "save/names", "save/slices", "W/read", "b/read")
            .putAttr("dtypes", AttrValue.newBuilder().setList(dtypes).build()));
    return graph.build();
  }

  private static void addVariable(
      GraphDef.Builder graph, Kind kind, String name, List<Integer> shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    shape.forEach(size -> dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    AttrValue shapeValue = AttrValue.newBuilder().setShape(dims).build();
    AttrValue dtype = NodeDefs.type(DataType.DT_FLOAT);
    float[] values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
    Random random = new Random(name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    boolean resource = kind == Kind.RESOURCE;
    NodeDef.Builder variable =
        NodeDefs.node(name, resource ? "VarHandleOp" : "VariableV2")
            .putAttr("dtype", dtype)
            .putAttr("shape", shapeValue);
    graph.addNode(resource ? variable.putAttr("shared_name", NodeDefs.string(name)) : variable);
    graph.addNode(NodeDefs.constFloats(name + "/initial", shape, values));
    graph.addNode(
        resource
            ? NodeDefs.node(name + "/assign", "AssignVariableOp", name, name + "/initial")
                .putAttr("dtype", dtype)
            : NodeDefs.floatNode(name + "/assign", "Assign", name, name + "/initial"));
    graph.addNode(
        resource
            ? NodeDefs.node(name + "/read", "ReadVariableOp", name).putAttr("dtype", dtype)
            : NodeDefs.floatNode(name + "/read", "Identity", name)
                .putAttr(
                    "_class",
                    AttrValue.newBuilder()
                        .setList(
                            AttrValue.ListValue.newBuilder()
                                .addS(ByteString.copyFromUtf8("loc:@" + name)))
                        .build()));
  }

  public static float[] scores(GraphDef graphDef) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph)) {
        return scores(session);
      }
    }
  }

  /** For four rows. */
  public static float[] scores(Session session) {
    try (TFloat32 x =
            TFloat32.tensorOf(
                Shape.of(4, 3), DataBuffers.of(1, 2, 3, -4, 5, .1f, 7e3f, -8, 9, 1e-8f, 3.3f, 0));
        Result result = session.runner().feed("x", x).fetch("scores").run()) {
      float[] scores = new float[8];
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(scores, false, false));
      return scores;
    }
  }
}
