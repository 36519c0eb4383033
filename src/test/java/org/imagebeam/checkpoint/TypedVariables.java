package org.imagebeam.checkpoint;

import com.google.common.base.Joiner;
import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Variables of many types and shapes, whose bytes two programs can compare. */
final class TypedVariables {
  private static final List<String> STRINGS = List.of("", "naïve 模型", "a\0b\n\"");

  private record Typed(String name, DataType dtype, int elementBytes, List<Long> shape) {}

  private static final List<Typed> ALL =
      List.of(
          new Typed("float32", DataType.DT_FLOAT, 4, List.of(3L, 4L)),
          new Typed("b/float64", DataType.DT_DOUBLE, 8, List.of()),
          new Typed("int32", DataType.DT_INT32, 4, List.of(5L)),
          new Typed("a/int64", DataType.DT_INT64, 8, List.of(2L, 1L, 3L)),
          new Typed("uint8", DataType.DT_UINT8, 1, List.of(7L)),
          new Typed("int8", DataType.DT_INT8, 1, List.of(7L)),
          new Typed("int16", DataType.DT_INT16, 2, List.of(2L)),
          new Typed("float16", DataType.DT_HALF, 2, List.of(9L)),
          new Typed("bfloat16", DataType.DT_BFLOAT16, 2, List.of(9L)),
          new Typed("complex64", DataType.DT_COMPLEX64, 8, List.of(2L)),
          new Typed("bool", DataType.DT_BOOL, 1, List.of(6L)),
          new Typed("string", DataType.DT_STRING, 0, List.of(3L)),
          new Typed("empty", DataType.DT_FLOAT, 4, List.of(0L, 2L)));

  private TypedVariables() {}

  /** Their bytes in hex, by name. */
  static Map<String, String> hex() {
    Map<String, String> hex = new TreeMap<>();
    ALL.forEach(typed -> hex.put(typed.name(), hexOf(typed)));
    return hex;
  }

  private static String hexOf(Typed typed) {
    if (typed.dtype() == DataType.DT_STRING) {
      return hex(STRINGS);
    }
    return hex(content(typed).toByteArray());
  }

  private static String hex(List<String> strings) {
    return Joiner.on(',')
        .join(strings.stream().map(s -> hex(s.getBytes(StandardCharsets.UTF_8))).toList());
  }

  private static String hex(byte[] bytes) {
    return BaseEncoding.base16().lowerCase().encode(bytes);
  }

  /** All bits are random but a few floats, which are those that text would lose. */
  private static ByteString content(Typed typed) {
    int count = typed.elementBytes();
    for (long size : typed.shape()) {
      count *= Math.toIntExact(size);
    }
    byte[] bytes = new byte[count];
    new Random(typed.name().hashCode()).nextBytes(bytes);
    if (typed.dtype() == DataType.DT_BOOL) {
      for (int i = 0; i < count; i++) {
        bytes[i] &= 1;
      }
    }
    if (typed.name().equals("float32")) {
      // Not a number, and minus zero.
      System.arraycopy(new byte[] {1, 0, (byte) 0xc0, 0x7f, 0, 0, 0, (byte) 0x80}, 0, bytes, 0, 8);
    }
    return ByteString.copyFrom(bytes);
  }

  /** A line for each, as the Python program reads them. */
  static String lines() {
    StringBuilder lines = new StringBuilder();
    for (Typed typed : ALL) {
      String dtype = typed.dtype().name().replace("DT_", "").toLowerCase(Locale.ROOT);
      lines.append(
          Joiner.on('\t')
              .join(typed.name(), python(dtype), Joiner.on(',').join(typed.shape()), hexOf(typed)));
      lines.append('\n');
    }
    return lines.toString();
  }

  private static String python(String dtype) {
    return switch (dtype) {
      case "float" -> "float32";
      case "double" -> "float64";
      case "half" -> "float16";
      default -> dtype;
    };
  }

  /** Adds them to a graph, and the node twice. */
  static void addTo(Graph graph, Form form, boolean withValues) {
    for (Typed typed : ALL) {
      Variables.add(graph, typed.name(), constant(graph, typed, withValues), form, true);
    }
    Output<?> value = VariableNodes.snapshot(GraphVariable.named(graph, "float32"));
    NodeScope.node(graph, "AddV2", "twice").addInput(value).addInput(value).build();
  }

  private static Output<?> constant(Graph graph, Typed typed, boolean withValue) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : typed.shape()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(typed.dtype()).setTensorShape(shape);
    if (typed.dtype() == DataType.DT_STRING) {
      STRINGS.forEach(s -> tensor.addStringVal(ByteString.copyFromUtf8(withValue ? s : "")));
    } else {
      ByteString content = content(typed);
      tensor.setTensorContent(withValue ? content : ByteString.copyFrom(new byte[content.size()]));
    }
    return NodeScope.node(graph, "Const", typed.name() + "/initial_value")
        .setAttr("dtype", typed.dtype())
        .setAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build()
        .output(0);
  }

  /**
   * What variables of a session hold, in hex: by way of a checkpoint, since TensorFlow Java has no
   * tensors of some types.
   */
  static Map<String, String> hex(Session session, Path folder) throws IOException {
    String prefix = folder.resolve("hex").toString();
    Saver.builder(session.graph())
        .build()
        .save(session, prefix, SaveOptions.defaults().withoutMetaGraph());
    Map<String, String> hex = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo info : reader.tensors()) {
        CheckpointTensor tensor = reader.read(info.name());
        hex.put(
            info.name(),
            info.dtype() == DataType.DT_STRING
                ? Joiner.on(',')
                    .join(tensor.strings().stream().map(s -> hex(s.toByteArray())).toList())
                : hex(tensor.bytes().toByteArray()));
      }
    }
    return hex;
  }

  /** What a node gives, in hex. */
  static String hex(Session session, Output<?> output) {
    try (Result result = session.runner().fetch(output).run()) {
      ByteDataBuffer data = result.get(0).asRawTensor().data();
      byte[] bytes = new byte[Math.toIntExact(data.size())];
      data.read(bytes);
      return hex(bytes);
    }
  }

  static void initialize(Session session) {
    Operation init = Variables.initializer(session.graph());
    session.runner().addTarget(init).run().close();
  }
}
