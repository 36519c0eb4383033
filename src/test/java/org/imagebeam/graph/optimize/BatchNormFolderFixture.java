package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/** Batch norms behind a convolution, and what folding makes of them. */
abstract class BatchNormFolderFixture {
  static final NodeDef MEAN = Layers.vector("mean", 4, 40);
  static final NodeDef VARIANCE = Layers.vector("variance", 3.75f, 24.75f);
  static final NodeDef BETA = Layers.vector("beta", 1, 2);
  static final NodeDef GAMMA = Layers.vector("gamma", 3, 4);

  /** BatchNormWithGlobalNormalization does not load from a graph of a later producer. */
  static GraphDef old(GraphDef graph) {
    return graph.toBuilder().setVersions(VersionDef.newBuilder().setProducer(8)).build();
  }

  static NodeDef globalNorm(boolean scales) {
    return NodeDefs.floatNode(
            "norm", "BatchNormWithGlobalNormalization", "conv", "mean", "variance", "beta", "gamma")
        .putAttr("variance_epsilon", NodeDefs.real(0.25f))
        .putAttr("scale_after_normalization", NodeDefs.bool(scales))
        .build();
  }

  static NodeDef.Builder fusedNorm(String op) {
    NodeDef.Builder norm =
        NodeDefs.floatNode("norm", op, "conv", "gamma", "beta", "mean", "variance")
            .putAttr("epsilon", NodeDefs.real(0.25f))
            .putAttr("is_training", NodeDefs.bool(false));
    return op.equals("FusedBatchNorm") ? norm : norm.putAttr("U", NodeDefs.type(DataType.DT_FLOAT));
  }

  static GraphDef normed(NodeDef norm) {
    return old(Layers.behindConv(MEAN, VARIANCE, BETA, GAMMA, norm));
  }

  /** Folds, and asserts that answers are equal, the rewrite is done, and once for all. */
  static GraphDef folded(GraphDef graph, String output, float... expected) {
    GraphDef folded = BatchNormFolder.fold(graph, List.of(output));
    assertArrayEquals(expected, Layers.answer(graph, output), 1e-4f);
    assertArrayEquals(expected, Layers.answer(folded, output), 1e-4f);
    assertEquals(folded, BatchNormFolder.fold(folded, List.of(output)));
    return folded;
  }
}
