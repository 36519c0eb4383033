package org.imagebeam.digits;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * All examples as variables of the graph, which no checkpoint holds: a step is fed the numbers of
 * its examples, 400 bytes in place of 314,000, and the pixels stay bytes until they are used.
 */
final class ExampleVariables {
  private static final float WHITE = 255;

  private final Operand<TType> images;
  private final Operand<TType> labels;
  private final Placeholder<TUint8> allImages;
  private final Placeholder<TUint8> allLabels;
  private final List<Op> fill;

  /** A batch as the network takes it: pixels of 0 to 1, and one-hot labels. */
  record Batch(Operand<TFloat32> x, Operand<TFloat32> y) {}

  ExampleVariables(Graph graph, DatasetShape shape) {
    Ops tf = Ops.create(graph).withSubScope("examples");
    Shape imagesShape = Shape.of(shape.total(), shape.features());
    Shape labelsShape = Shape.of(shape.total());
    images = variable(graph, "examples/images", DataType.DT_UINT8, imagesShape);
    labels = variable(graph, "examples/labels", DataType.DT_UINT8, labelsShape);
    allImages = tf.placeholder(TUint8.class, Placeholder.shape(imagesShape));
    allLabels = tf.placeholder(TUint8.class, Placeholder.shape(labelsShape));
    fill = List.of(tf.assignVariableOp(images, allImages), tf.assignVariableOp(labels, allLabels));
  }

  private static Operand<TType> variable(Graph graph, String name, DataType dtype, Shape shape) {
    // Unlike Ops.withName, this takes slashes.
    return graph
        .opBuilder("VarHandleOp", name, graph.baseScope())
        .setAttr("dtype", dtype)
        .setAttr("shape", shape)
        .setAttr("shared_name", name)
        .build()
        .output(0);
  }

  /** Takes all images: uint8 {@code [total, features]}. */
  Placeholder<TUint8> allImages() {
    return allImages;
  }

  /** Takes all labels: uint8 {@code [total]}. */
  Placeholder<TUint8> allLabels() {
    return allLabels;
  }

  /** Returns what to run with both of them fed. */
  List<Op> fill() {
    return fill;
  }

  /**
   * Adds the nodes that pick out examples.
   *
   * @param index their numbers, {@code [batch]}
   * @param suffix of the names of the ends, which are x and y
   */
  Batch batch(Ops tf, Operand<TInt32> index, String suffix) {
    Operand<TInt32> axis = tf.constant(0);
    Operand<TUint8> pixels = tf.gather(tf.readVariableOp(images, TUint8.class), index, axis);
    Operand<TUint8> digits = tf.gather(tf.readVariableOp(labels, TUint8.class), index, axis);
    return new Batch(
        tf.withName("x" + suffix)
            .math
            .mul(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(1 / WHITE)),
        tf.withName("y" + suffix)
            .oneHot(digits, tf.constant(DatasetShape.CLASSES), tf.constant(1f), tf.constant(0f)));
  }
}
