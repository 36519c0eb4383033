package org.imagebeam.quantize;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.int8.Int8Weights;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.ShortDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Stores the large weights of layers that stay float32 in fewer bytes, from which ordinary ops make
 * float32 again when the model is loaded.
 *
 * <p>The weights of a matrix product, such as the classifier, become int8 with a scale for each
 * output: an error of about 0.01 of a usual weight, a tenth of what the int8 layers before it add.
 * All others become float16, which moves a score by less than 0.001 of itself.
 */
final class StoredWeights {
  /** Below it there is little to save. */
  private static final int LEAST_VALUES = 4096;

  private static final float LARGEST_HALF = 65504;

  private StoredWeights() {}

  static GraphDef store(GraphDef graph) {
    GraphIndex index = new GraphIndex(graph);
    NodeReplacements replacements = new NodeReplacements();
    for (NodeDef node : graph.getNodeList()) {
      if (FloatTensor.isConst(node, DataType.DT_FLOAT)) {
        FloatTensor values = FloatTensor.read(node);
        if (values.size() >= LEAST_VALUES && fits(values)) {
          replacements.replace(
              node.getName(),
              isOfProducts(index, node)
                  ? Int8Weights.nearest(values).nodes(node.getName(), index)
                  : halves(index, node, values));
        }
      }
    }
    return replacements.in(graph);
  }

  /** Whether all that reads it are products in which each column makes one output. */
  private static boolean isOfProducts(GraphIndex index, NodeDef constant) {
    List<NodeDef> readers = index.consumers(constant.getName());
    return FloatTensor.shapeOf(constant).size() == 2
        && !readers.isEmpty()
        && readers.stream().allMatch(reader -> isProduct(reader, constant.getName()));
  }

  private static boolean isProduct(NodeDef reader, String weights) {
    return reader.getOp().equals("MatMul")
        && !GraphIndex.nodeName(reader.getInput(0)).equals(weights)
        && !reader.getAttrOrDefault("transpose_b", AttrValue.getDefaultInstance()).getB();
  }

  private static boolean fits(FloatTensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (!(Math.abs(values.get(i)) <= LARGEST_HALF)) {
        return false;
      }
    }
    return true;
  }

  private static List<NodeDef> halves(GraphIndex index, NodeDef node, FloatTensor values) {
    NodeDef halves = halves(index.freeName(node.getName() + "/float16"), values);
    return List.of(halves, cast(node, halves));
  }

  private static NodeDef halves(String name, FloatTensor values) {
    ShortDataBuffer shorts = DataBuffers.ofShorts(values.size());
    DataLayouts.FLOAT16.applyTo(shorts).write(values.values());
    ByteBuffer bytes =
        ByteBuffer.allocate(values.size() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.size(); i++) {
      bytes.putShort(shorts.getShort(i));
    }
    return Nodes.constant(
        name, DataType.DT_HALF, values.shape(), ByteString.copyFrom(bytes.flip()));
  }

  private static NodeDef cast(NodeDef node, NodeDef halves) {
    return NodeDef.newBuilder()
        .setName(node.getName())
        .setOp("Cast")
        .addInput(halves.getName())
        .putAttr("SrcT", Nodes.type(DataType.DT_HALF))
        .putAttr("DstT", Nodes.type(DataType.DT_FLOAT))
        .build();
  }
}
