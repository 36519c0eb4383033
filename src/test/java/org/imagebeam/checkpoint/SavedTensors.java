package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/** Checkpoints that TensorFlow itself writes and reads, by its ops SaveV2 and RestoreV2. */
public final class SavedTensors {
  /** What SerializeTensor can't take, and what has the same bits. */
  private static final Map<DataType, DataType> PLAIN =
      Map.of(
          DataType.DT_QINT8, DataType.DT_INT8,
          DataType.DT_QUINT8, DataType.DT_UINT8,
          DataType.DT_QINT32, DataType.DT_INT32);

  private SavedTensors() {}

  /** Writes a checkpoint of one data file. */
  public static void save(String prefix, Map<String, TensorProto> tensors) {
    List<String> whole = tensors.keySet().stream().map(name -> "").toList();
    save(prefix, new ArrayList<>(tensors.keySet()), whole, new ArrayList<>(tensors.values()));
  }

  /** Writes a checkpoint of as many data files as there are maps. */
  public static void saveSharded(String prefix, List<Map<String, TensorProto>> shards) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      parts.add(prefix + "_temp/part-" + i);
      save(parts.get(i), shards.get(i));
    }
    merge(parts, prefix);
  }

  static void merge(List<String> parts, String prefix) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(constant("parts", strings(parts)));
    graph.addNode(constant("prefix", string(prefix)));
    graph.addNode(NodeDefs.node("merge", "MergeV2Checkpoints", "parts", "prefix"));
    run(graph.build(), "merge");
  }

  /**
   * Writes tensors, or parts of tensors.
   *
   * @param slices for each tensor {@code ""}, or the whole's shape and the part's place, as {@code
   *     "4 3 0,2:-"}
   */
  public static void save(
      String prefix, List<String> names, List<String> slices, List<TensorProto> tensors) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(constant("prefix", string(prefix)));
    graph.addNode(constant("names", strings(names)));
    graph.addNode(constant("slices", strings(slices)));
    NodeDef.Builder save = NodeDefs.node("save", "SaveV2", "prefix", "names", "slices");
    AttrValue.ListValue.Builder dtypes = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < tensors.size(); i++) {
      graph.addNode(constant("tensor_" + i, tensors.get(i)));
      save.addInput("tensor_" + i);
      dtypes.addType(tensors.get(i).getDtype());
    }
    graph.addNode(save.putAttr("dtypes", AttrValue.newBuilder().setList(dtypes).build()));
    run(graph.build(), "save");
  }

  /** What TensorFlow reads from a checkpoint: {@code tensor_content}, or {@code string_val}. */
  public static Map<String, TensorProto> restore(String prefix, Map<String, DataType> dtypes)
      throws IOException {
    List<String> names = new ArrayList<>(dtypes.keySet());
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(constant("prefix", string(prefix)));
    graph.addNode(constant("names", strings(names)));
    graph.addNode(constant("slices", strings(names.stream().map(name -> "").toList())));
    graph.addNode(
        NodeDefs.node("restore", "RestoreV2", "prefix", "names", "slices")
            .putAttr(
                "dtypes",
                AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addAllType(dtypes.values()))
                    .build()));
    for (int i = 0; i < names.size(); i++) {
      DataType dtype = dtypes.get(names.get(i));
      DataType plain = PLAIN.getOrDefault(dtype, dtype);
      String bits = "restore:" + i;
      if (plain != dtype) {
        graph.addNode(
            NodeDefs.node("bits_" + i, "Bitcast", bits)
                .putAttr("T", NodeDefs.type(dtype))
                .putAttr("type", NodeDefs.type(plain)));
        bits = "bits_" + i;
      }
      graph.addNode(
          NodeDefs.node("proto_" + i, "SerializeTensor", bits).putAttr("T", NodeDefs.type(plain)));
    }
    Map<String, TensorProto> restored = new LinkedHashMap<>();
    try (Graph loaded = new Graph()) {
      loaded.importGraphDef(graph.build());
      try (Session session = new Session(loaded)) {
        Session.Runner runner = session.runner();
        for (int i = 0; i < names.size(); i++) {
          runner.fetch("proto_" + i);
        }
        try (Result result = runner.run()) {
          for (int i = 0; i < names.size(); i++) {
            byte[] proto = ((TString) result.get(i)).asBytes().getObject();
            restored.put(
                names.get(i),
                TensorProto.parseFrom(proto).toBuilder()
                    .setDtype(dtypes.get(names.get(i)))
                    .build());
          }
        }
      }
    }
    return restored;
  }

  /** Writes a checkpoint of as many scalars as there are names: 0, 1, 2 … */
  public static void saveScalars(String prefix, List<String> names) {
    float[] values = new float[names.size()];
    NodeDef.Builder save = NodeDefs.node("save", "SaveV2", "prefix", "names", "slices");
    AttrValue.ListValue.Builder dtypes = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
      save.addInput("scalars:" + i);
      dtypes.addType(DataType.DT_FLOAT);
    }
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(constant("prefix", string(prefix)));
    graph.addNode(constant("names", strings(names)));
    graph.addNode(constant("slices", strings(names.stream().map(name -> "").toList())));
    graph.addNode(constant("values", floats(List.of(values.length), values)));
    graph.addNode(
        NodeDefs.floatNode("scalars", "Unpack", "values")
            .putAttr("num", NodeDefs.integer(values.length)));
    graph.addNode(save.putAttr("dtypes", AttrValue.newBuilder().setList(dtypes).build()));
    run(graph.build(), "save");
  }

  public static void run(GraphDef graphDef, String target) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(target).run().close();
      }
    }
  }

  /** A tensor of raw content. */
  public static TensorProto tensor(DataType dtype, List<Integer> shape, ByteString content) {
    return TensorProto.newBuilder()
        .setDtype(dtype)
        .setTensorShape(shape(shape))
        .setTensorContent(content)
        .build();
  }

  public static TensorProto strings(List<Integer> shape, List<ByteString> values) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(shape(shape))
        .addAllStringVal(values)
        .build();
  }

  public static TensorProto floats(List<Integer> shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(DataType.DT_FLOAT, shape, ByteString.copyFrom(bytes));
  }

  private static TensorProto strings(List<String> values) {
    return strings(List.of(values.size()), values.stream().map(ByteString::copyFromUtf8).toList());
  }

  private static TensorProto string(String value) {
    return strings(List.of(), List.of(ByteString.copyFromUtf8(value)));
  }

  private static TensorShapeProto.Builder shape(List<Integer> sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    sizes.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return shape;
  }

  public static NodeDef constant(String name, TensorProto tensor) {
    return NodeDefs.node(name, "Const")
        .putAttr("dtype", NodeDefs.type(tensor.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}
