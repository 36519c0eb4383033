package org.imagebeam.graph.adapt;

import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Constants in place of placeholders that nobody feeds, such as keep_prob and is_training. */
final class FedConstant {
  private FedConstant() {}

  /**
   * Returns a constant of the placeholder's name, dtype and shape; a scalar where a size isn't
   * known.
   *
   * @throws UnfitGraphException if the dtype has no such value
   */
  static NodeDef inPlaceOf(NodeDef placeholder, float value) {
    DataType dtype =
        placeholder.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    TensorShapeProto shape =
        placeholder.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    boolean known =
        !shape.getUnknownRank() && shape.getDimList().stream().allMatch(dim -> dim.getSize() >= 0);
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(dtype);
    // One value stands for all of a tensor's.
    tensor.setTensorShape(known ? shape : TensorShapeProto.getDefaultInstance());
    switch (dtype) {
      case DT_FLOAT -> tensor.addFloatVal(value);
      case DT_DOUBLE -> tensor.addDoubleVal(value);
      case DT_BOOL -> tensor.addBoolVal(whole(placeholder, value) != 0);
      case DT_INT32, DT_INT16, DT_INT8, DT_UINT8 ->
          tensor.addIntVal(Math.toIntExact(whole(placeholder, value)));
      case DT_INT64 -> tensor.addInt64Val(whole(placeholder, value));
      default ->
          throw new UnfitGraphException(
              "\"feeds\" gives placeholder '"
                  + placeholder.getName()
                  + "' a number, and it takes "
                  + Dtypes.name(dtype));
    }
    return NodeDef.newBuilder()
        .setName(placeholder.getName())
        .setOp("Const")
        .putAttr("dtype", Nodes.type(dtype))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static long whole(NodeDef placeholder, float value) {
    if (value != Math.rint(value)) {
      throw new UnfitGraphException(
          "\"feeds\" gives placeholder '"
              + placeholder.getName()
              + "' the value "
              + value
              + ", and it takes whole numbers");
    }
    return (long) value;
  }
}
