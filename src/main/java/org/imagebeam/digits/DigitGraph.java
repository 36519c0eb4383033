package org.imagebeam.digits;

import org.imagebeam.learn.LearnedVariables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The network behind a front end that decodes image files, under the names that inception's graph
 * gives to its ends, so that what classifies with the one does with the other. Its variables are
 * variables still.
 *
 * <p>An image in colour becomes grey by the mean of its channels, which leaves a grey one as it is,
 * to the bit.
 */
final class DigitGraph {
  static final String INPUT = "DecodeJpeg/contents";
  static final String OUTPUT = "softmax";

  /** The network's input: {@code [batch, features]}, 0 to 1. */
  static final String PIXELS = "pixels";

  private static final int COLOURS = 3;
  private static final float WHITE = 255;

  private DigitGraph() {}

  /**
   * Makes the graph.
   *
   * @param height that images are brought to
   * @param width likewise
   */
  static GraphDef create(int height, int width) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      LearnedVariables variables = DigitNetwork.variables(graph, height * width);
      Operand<TFloat32> colours =
          tf.image.resizeBilinear(
              tf.expandDims(tf.dtypes.cast(decoded(graph), TFloat32.class), tf.constant(0)),
              tf.constant(new int[] {height, width}));
      Operand<TFloat32> grey = tf.math.mean(colours, tf.constant(COLOURS));
      Operand<TFloat32> pixels =
          tf.withName(PIXELS)
              .reshape(
                  tf.math.mul(grey, tf.constant(1 / WHITE)),
                  tf.constant(new int[] {-1, height * width}));
      DigitNetwork.predict(
          tf,
          OUTPUT,
          pixels,
          read(tf, variables, DigitNetwork.WEIGHTS),
          read(tf, variables, DigitNetwork.BIASES));
      return graph.toGraphDef();
    }
  }

  /** Adds a node of its own, by whose name earlier exports are known. */
  private static Operand<TFloat32> read(Ops tf, LearnedVariables variables, String name) {
    return tf.readVariableOp(variables.handle(name), TFloat32.class);
  }

  /** Builds nodes without Ops, which takes no name with a slash. */
  private static Operand<TUint8> decoded(Graph graph) {
    Operation contents =
        graph
            .opBuilder("Placeholder", INPUT, graph.baseScope())
            .setAttr("dtype", DataType.DT_STRING)
            .setAttr("shape", Shape.scalar())
            .build();
    return graph
        .opBuilder("DecodeJpeg", "DecodeJpeg", graph.baseScope())
        .addInput(contents.output(0))
        .setAttr("channels", COLOURS)
        .build()
        .output(0);
  }
}
