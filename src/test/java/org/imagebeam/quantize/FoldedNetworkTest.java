package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class FoldedNetworkTest {
  @TempDir Path temp;

  /** Keras wraps swish so. */
  private static GraphDef wrapped(GraphDef graph) {
    GraphDef.Builder wrapped = GraphDef.newBuilder();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("Relu")) {
        wrapped
            .addNode(node.toBuilder().setName("relu"))
            .addNode(
                NodeDefs.node(node.getName(), "IdentityN", "relu", "relu")
                    .putAttr(
                        "T",
                        AttrValue.newBuilder()
                            .setList(
                                AttrValue.ListValue.newBuilder()
                                    .addType(DataType.DT_FLOAT)
                                    .addType(DataType.DT_FLOAT))
                            .build()));
      } else {
        wrapped.addNode(node);
      }
    }
    return wrapped.build();
  }

  @Test
  void shouldTakeTheWrappingOffActivations() throws IOException {
    ModelFolder folder =
        ModelFolder.open(TinyGraphs.writeModelFolder(temp.resolve("tiny"), 16, 9, 5).toString());
    GraphDef graph = wrapped(TinyGraphs.imageNet(16, 9, 5));
    FoldedNetwork network = FoldedNetwork.of(folder, graph);
    List<String> ops = network.graph().getNodeList().stream().map(NodeDef::getOp).toList();
    assertTrue(ops.contains("Relu"), ops.toString());
    assertFalse(ops.contains("IdentityN"), ops.toString());
    assertEquals(Set.of("softmax", "pool_3"), network.outputs());
    assertTrue(new GraphIndex(network.graph()).find("DecodeJpeg/contents").isPresent());
  }
}
