package org.imagebeam.session;

import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.optimize.LayerFuser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * Finds out whether TensorFlow has a kernel for each op that {@link LayerFuser} makes. It depends
 * on its build, on the processor, and on {@code TF_ENABLE_ONEDNN_OPTS}, so one is run to see.
 */
final class FusedKernels {
  private static final Logger LOG = LoggerFactory.getLogger(FusedKernels.class);
  private static final String INPUT = "pixels";
  private static final String OUTPUT = "layer";
  private static final float FED = 40;
  private static final float ADDED = 2;

  private static @Nullable Boolean available;

  private FusedKernels() {}

  /**
   * Returns whether they are there; tries it the first time.
   *
   * @param options of the session for which it matters: the first one of a process may size the
   *     thread pool of all
   */
  static synchronized boolean areAvailable(SessionOptions options) {
    if (available == null) {
      available = tryOne(options);
    }
    return available;
  }

  private static boolean tryOne(SessionOptions options) {
    try (GraphSession session = GraphSession.openFused(sample(), options);
        TFloat32 fed =
            TFloat32.tensorOf(Shape.of(1, 1, 1, 1), data -> data.setFloat(FED, 0, 0, 0, 0));
        TFloat32 fetched = (TFloat32) session.run(INPUT, fed, OUTPUT)) {
      return fetched.getFloat(0, 0, 0, 0) == FED + ADDED;
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      LOG.debug("TensorFlow runs no fused layers here", e);
      return false;
    }
  }

  /** Makes a fused layer of the kind that the fewest builds of TensorFlow have a kernel for. */
  private static GraphDef sample() {
    List<Long> one = List.of(1L, 1L, 1L, 1L);
    NodeDef layer =
        NodeDef.newBuilder()
            .setName("depthwise")
            .setOp("DepthwiseConv2dNative")
            .addInput(INPUT)
            .addInput("weights")
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("strides", Nodes.integers(one))
            .putAttr("padding", Nodes.string("VALID"))
            .build();
    NodeDef bias =
        NodeDef.newBuilder()
            .setName(OUTPUT)
            .setOp("BiasAdd")
            .addInput(layer.getName())
            .addInput("biases")
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .build();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder(INPUT, DataType.DT_FLOAT, one))
            .addNode(new FloatTensor(one, new float[] {1}).toConst("weights"))
            .addNode(new FloatTensor(List.of(1L), new float[] {ADDED}).toConst("biases"))
            .addNode(layer)
            .addNode(bias)
            .build();
    return LayerFuser.fuse(graph, List.of(OUTPUT));
  }
}
