package org.imagebeam.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A small network that classifies an image twice: {@code out}, 5 classes, and {@code colour}, 3
 * classes; both are a softmax of products with the features {@code mean}.
 */
public final class TwoHeads {
  /** The height and width of the images. */
  public static final int SIDE = GivenGraphs.SIDE;

  private TwoHeads() {}

  /** Returns the graph; pixels, float32 {@code [n, 12, 12, 3]}, go to {@code input}. */
  public static GraphDef graph() {
    GivenGraphs network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3).network();
    network.with(
        NodeDefs.constFloats(
            "colour/weights",
            List.of(6, 3),
            new float[] {1, -1, 0, 2, 0, -1, -2, 1, 1, 0, 2, 1, 1, 1, -1, -1, 0, 2}));
    return network
        .then(NodeDefs.floatNode("colour/logits", "MatMul", "mean", "colour/weights"))
        .then(NodeDefs.floatNode("colour", "Softmax", ""))
        .then(NodeDefs.floatNode("kind", "Identity", "scores"))
        .graph();
  }

  /**
   * Writes a SavedModel with a signature for each output, {@code gives_out} and {@code
   * gives_colour}.
   */
  public static Path writeSavedModel(Path folder) throws IOException {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph());
    meta.getMetaInfoDefBuilder().addTags("serve");
    for (String output : List.of("colour", "out")) {
      meta.putSignatureDef(
          "gives_" + output,
          SignatureDef.newBuilder()
              .putInputs("image", TensorInfo.newBuilder().setName("input:0").build())
              .putOutputs("scores", TensorInfo.newBuilder().setName(output + ":0").build())
              .build());
    }
    Files.createDirectory(folder);
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    return folder;
  }
}
