package org.imagebeam.graph.batch;

import java.util.function.BiFunction;
import org.imagebeam.graph.Layers;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Small networks from images to an output. */
abstract class BatchFlowFixture {
  static final int SIZE = 4;
  static final int VALUES = SIZE * SIZE * 3;

  /** A network from images to an output. */
  interface Net extends BiFunction<Ops, Operand<TFloat32>, Operand<? extends TType>> {}

  static Arguments net(String name, BatchFlow.Answer answer, Net net) {
    return Arguments.of(Named.of(name, net), answer);
  }

  static Operand<TFloat32> weights(Ops tf, long... shape) {
    float[] values = Layers.random((int) Shape.of(shape).size());
    return tf.reshape(tf.constant(values), tf.constant(shape));
  }

  static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> images) {
    Operand<TFloat32> flat = tf.reshape(images, tf.constant(new int[] {-1, VALUES}));
    return tf.linalg.matMul(flat, weights(tf, VALUES, 5));
  }

  static GraphDef graph(Net net) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images =
          tf.withName("images")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE, 3)));
      tf.withName("out").identity(net.apply(tf, images));
      return graph.toGraphDef();
    }
  }
}
