package org.imagebeam.testing;

import com.google.protobuf.ByteString;
import java.util.List;
import org.imagebeam.checkpoint.SavedTensors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** A checkpoint with a tensor of variants: a list of tensors. */
public final class SavedLists {
  private SavedLists() {}

  /** Writes a list of that many vectors as tensor {@code list}. */
  public static void save(String prefix, int vectors) {
    float[] values = new float[vectors * 2];
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(
        SavedTensors.constant(
            "prefix", SavedTensors.strings(List.of(), List.of(ByteString.copyFromUtf8(prefix)))));
    graph.addNode(
        SavedTensors.constant(
            "names", SavedTensors.strings(List.of(1), List.of(ByteString.copyFromUtf8("list")))));
    graph.addNode(
        SavedTensors.constant(
            "slices", SavedTensors.strings(List.of(1), List.of(ByteString.EMPTY))));
    graph.addNode(NodeDefs.constFloats("vectors", List.of(vectors, 2), values));
    graph.addNode(NodeDefs.constInts("shape", List.of(1), 2));
    graph.addNode(
        NodeDefs.node("list", "TensorListFromTensor", "vectors", "shape")
            .putAttr("element_dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("shape_type", NodeDefs.type(DataType.DT_INT32)));
    AttrValue.ListValue.Builder dtypes =
        AttrValue.ListValue.newBuilder().addType(DataType.DT_VARIANT);
    graph.addNode(
        NodeDefs.node("save", "SaveV2", "prefix", "names", "slices", "list")
            .putAttr("dtypes", AttrValue.newBuilder().setList(dtypes).build()));
    SavedTensors.run(graph.build(), "save");
  }
}
