package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.checkpoint.bundle.SliceKey;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.checkpoint.table.TableWriter;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedSlice;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.SavedTensorSliceMeta;
import org.tensorflow.proto.SavedTensorSlices;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorSliceProto;

/** Checkpoints of format V1, by TensorFlow's op SaveSlices or forged. */
public final class OldCheckpoints {
  private OldCheckpoints() {}

  /**
   * Writes one file by TensorFlow.
   *
   * @param slices for each tensor {@code ""}, or the whole's shape and the part's place
   */
  public static void save(
      String file, List<String> names, List<String> slices, List<TensorProto> tensors)
      throws IOException {
    Files.createDirectories(Path.of(file).getParent());
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(
        SavedTensors.constant(
            "file", SavedTensors.strings(List.of(), List.of(ByteString.copyFromUtf8(file)))));
    graph.addNode(SavedTensors.constant("names", strings(names)));
    graph.addNode(SavedTensors.constant("slices", strings(slices)));
    NodeDef.Builder save = NodeDefs.node("save", "SaveSlices", "file", "names", "slices");
    AttrValue.ListValue.Builder dtypes = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < tensors.size(); i++) {
      graph.addNode(SavedTensors.constant("tensor_" + i, tensors.get(i)));
      save.addInput("tensor_" + i);
      dtypes.addType(tensors.get(i).getDtype());
    }
    graph.addNode(save.putAttr("T", AttrValue.newBuilder().setList(dtypes).build()));
    SavedTensors.run(graph.build(), "save");
  }

  private static TensorProto strings(List<String> values) {
    return SavedTensors.strings(
        List.of(values.size()), values.stream().map(ByteString::copyFromUtf8).toList());
  }

  /** Writes one file of these tensors and values, whatever they are. */
  public static void forge(Path file, SavedTensorSliceMeta.Builder meta, SavedSlice... values)
      throws IOException {
    List<TableEntry> entries = new ArrayList<>();
    SavedTensorSlices list = SavedTensorSlices.newBuilder().setMeta(meta).build();
    entries.add(new TableEntry(ByteString.EMPTY, list.toByteString()));
    for (SavedSlice value : values) {
      entries.add(
          new TableEntry(
              SliceKey.of(value.getName(), value.getSlice()),
              SavedTensorSlices.newBuilder().setData(value).build().toByteString()));
    }
    entries.sort((a, b) -> TableReader.KEY_ORDER.compare(a.key(), b.key()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TableWriter.write(entries, out);
    Files.write(file, out.toByteArray());
  }

  public static SavedTensorSliceMeta.Builder meta(SavedSliceMeta.Builder... tensors) {
    SavedTensorSliceMeta.Builder meta = SavedTensorSliceMeta.newBuilder();
    for (SavedSliceMeta.Builder tensor : tensors) {
      meta.addTensor(tensor);
    }
    return meta;
  }

  /** A slice of a tensor of one dimension. */
  public static TensorSliceProto slice(long start, long length) {
    return TensorSliceProto.newBuilder()
        .addExtent(TensorSliceProto.Extent.newBuilder().setStart(start).setLength(length))
        .build();
  }

  public static SavedSlice value(TensorSliceProto slice, float... values) {
    TensorProto.Builder data = TensorProto.newBuilder();
    for (float value : values) {
      data.addFloatVal(value);
    }
    return SavedSlice.newBuilder().setName("v").setSlice(slice).setData(data).build();
  }
}
