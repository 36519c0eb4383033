package org.imagebeam.graph.variables;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Puts a last layer onto a graph: {@code softmax(flat bottleneck W + b)}, under the names that
 * TensorFlow's retrain.py gives its nodes.
 */
public final class SoftmaxLayer {
  /** The node of the scores, float32 {@code [batch, classes]}. */
  public static final String OUTPUT = "final_result";

  private static final String SCOPE = "final_training_ops";
  private static final String WEIGHTS = SCOPE + "/weights/final_weights";
  private static final String BIASES = SCOPE + "/biases/final_biases";
  private static final String FLAT = SCOPE + "/flatten";
  private static final String PRODUCT = SCOPE + "/Wx_plus_b/MatMul";
  private static final String LOGITS = SCOPE + "/Wx_plus_b/add";

  private SoftmaxLayer() {}

  /**
   * The part of {@code graph} that its bottleneck needs, with the layer on top.
   *
   * @param bottleneck the node, float32, of {@code features} values an image in any shape
   * @param weights {@code [features, classes]} in row order; copied
   * @param biases {@code [classes]}; copied
   * @throws GraphException if the graph has no such node, or has nodes of the layer's names below
   *     it
   * @throws IllegalArgumentException if the weights aren't some of each class
   */
  public static GraphDef append(
      GraphDef graph, String bottleneck, float[] weights, float[] biases) {
    requireNonNull(graph, "graph is null");
    if (biases.length == 0 || weights.length % biases.length != 0) {
      throw new IllegalArgumentException(
          weights.length + " weights and " + biases.length + " biases make no layer");
    }
    GraphDef below = Subgraph.endingAt(graph, List.of(bottleneck));
    GraphIndex index = new GraphIndex(below);
    int features = weights.length / biases.length;
    List<NodeDef> layer =
        List.of(
            Nodes.intVector(FLAT + "/shape", -1, features),
            node(FLAT, "Reshape", bottleneck, FLAT + "/shape").toBuilder()
                .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
                .build(),
            new FloatTensor(List.of((long) features, (long) biases.length), weights.clone())
                .toConst(WEIGHTS),
            new FloatTensor(List.of((long) biases.length), biases.clone()).toConst(BIASES),
            node(PRODUCT, "MatMul", FLAT, WEIGHTS),
            node(LOGITS, "BiasAdd", PRODUCT, BIASES),
            node(OUTPUT, "Softmax", LOGITS));
    for (NodeDef node : layer) {
      if (index.find(node.getName()).isPresent()) {
        throw new GraphException("the graph has a node '" + node.getName() + "' already");
      }
    }
    return below.toBuilder().addAllNode(layer).build();
  }

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("T", Nodes.type(DataType.DT_FLOAT))
        .build();
  }
}
