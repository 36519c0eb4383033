package org.imagebeam.testing;

import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

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
}
