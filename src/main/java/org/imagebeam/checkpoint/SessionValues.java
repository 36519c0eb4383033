package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/** The values that variables have in a session. */
final class SessionValues {
  private SessionValues() {}

  static Map<String, TensorProto> of(GraphDef graph, Session session, List<NodeDef> variables) {
    Map<String, TensorProto> values = new LinkedHashMap<>();
    if (variables.isEmpty()) {
      return values;
    }
    GraphIndex index = new GraphIndex(graph);
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.fetch(reader(index, variable), 0));
    try (Result result = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        values.put(variables.get(i).getName(), proto(result.get(i)));
      }
    }
    return values;
  }

  /** The node whose first output is the variable's value. */
  private static String reader(GraphIndex index, NodeDef variable) {
    if (!variable.getOp().equals("VarHandleOp")) {
      return variable.getName();
    }
    return index.consumers(variable.getName()).stream()
        .filter(node -> node.getOp().equals("ReadVariableOp"))
        // One with control inputs may change the variable first.
        .filter(node -> node.getInputCount() == 1)
        .findFirst()
        .orElseThrow(
            () ->
                new GraphException(
                    "the graph has no ReadVariableOp for variable '"
                        + variable.getName()
                        + "', so that its value can't be fetched"))
        .getName();
  }

  static TensorProto proto(Tensor tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(tensor.dataType()).setTensorShape(shape);
    if (tensor instanceof TString strings) {
      strings.asBytes().scalars().forEach(s -> proto.addStringVal(copy(s.getObject())));
    } else {
      ByteDataBuffer data = tensor.asRawTensor().data();
      byte[] bytes = new byte[Math.toIntExact(data.size())];
      data.read(bytes);
      // Nobody else has the array.
      proto.setTensorContent(UnsafeByteOperations.unsafeWrap(bytes));
    }
    return proto.build();
  }

  private static ByteString copy(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }
}
