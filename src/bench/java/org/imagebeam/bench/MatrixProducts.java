package org.imagebeam.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * What the processors can do at most: products of square float32 matrices, by TensorFlow. A "image"
 * is {@value #FLOPS_A_IMAGE} operations, a multiplication and an addition being two.
 */
final class MatrixProducts implements Work {
  static final double FLOPS_A_IMAGE = 1e9;

  private static final int SIZE = 1536;
  private static final double IMAGES_A_PRODUCT = 2.0 * SIZE * SIZE * SIZE / FLOPS_A_IMAGE;

  private static final GraphDef GRAPH =
      GraphDef.newBuilder()
          .addNode(NodeDefs.placeholder("matrix", DataType.DT_FLOAT))
          .addNode(NodeDefs.floatNode("square", "MatMul", "matrix", "matrix"))
          .build();

  private final GraphSession session;
  private final List<TFloat32> matrices;
  private final Callers callers;

  /**
   * @param inFlight products at a time, each on one thread
   */
  MatrixProducts(int inFlight) {
    session = GraphSession.open(GRAPH, SessionOptions.DEFAULT);
    matrices = IntStream.range(0, inFlight).mapToObj(MatrixProducts::matrix).toList();
    callers = new Callers(inFlight, this::multiply);
  }

  private static TFloat32 matrix(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(SIZE, SIZE));
    tensor.asRawTensor().data().asFloats().write(values);
    return tensor;
  }

  @Override
  public long run(long images) throws InterruptedException {
    long products = callers.run((long) Math.ceil(images / IMAGES_A_PRODUCT));
    return Math.round(products * IMAGES_A_PRODUCT);
  }

  private void multiply(int caller) {
    try (Tensor square = session.run("matrix", matrices.get(caller), "square")) {
      if (square.shape().get(0) != SIZE) {
        throw new IllegalStateException("the product is " + square.shape());
      }
    }
  }

  @Override
  public void close() {
    callers.close();
    matrices.forEach(TFloat32::close);
    session.close();
  }
}
