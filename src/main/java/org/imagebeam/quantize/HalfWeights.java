package org.imagebeam.quantize;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.ShortDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Stores the large weights that stay float32, such as those of the classifier, as float16: a Cast
 * makes float32 of them. That moves a score by less than 0.001 of itself.
 */
final class HalfWeights {
  /** Below it there is little to save. */
  private static final int LEAST_VALUES = 4096;

  private static final float LARGEST_HALF = 65504;

  private HalfWeights() {}

  static GraphDef store(GraphDef graph) {
    GraphIndex index = new GraphIndex(graph);
    NodeReplacements replacements = new NodeReplacements();
    for (NodeDef node : graph.getNodeList()) {
      if (FloatTensor.isConst(node, DataType.DT_FLOAT)) {
        FloatTensor values = FloatTensor.read(node);
        if (values.size() >= LEAST_VALUES && fits(values)) {
          NodeDef halves = halves(index.freeName(node.getName() + "/float16"), values);
          replacements.replace(node.getName(), List.of(halves, cast(node, halves)));
        }
      }
    }
    return replacements.in(graph);
  }

  private static boolean fits(FloatTensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (!(Math.abs(values.get(i)) <= LARGEST_HALF)) {
        return false;
      }
    }
    return true;
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
