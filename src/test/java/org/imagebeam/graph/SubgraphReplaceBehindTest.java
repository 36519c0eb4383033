package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class SubgraphReplaceBehindTest {
  private static final GraphDef ORIGINAL = TinyGraphs.imageNet(32, 10, 7);
  private static final String CUT = "ResizeBilinear";

  private static BatchedGraph network() {
    BatchedGraph batched =
        BatchDimension.add(
            ORIGINAL,
            "DecodeJpeg/contents",
            List.of("softmax"),
            Optional.empty(),
            Optional.empty());
    return InferenceOptimizer.optimize(batched, List.of("softmax"), GraphRewrite.PORTABLE)
        .network();
  }

  private static String refusal(GraphDef network, String cut) {
    return assertThrows(GraphException.class, () -> Subgraph.replaceBehind(ORIGINAL, cut, network))
        .getMessage();
  }

  @Test
  void shouldAnswerAsTheNetworkDoesBehindTheOldFront() {
    GraphDef grafted = Subgraph.replaceBehind(ORIGINAL, CUT, network().graph());
    byte[] image = Images.jpeg(90, 70, 3);
    try (LoadedGraph before = new LoadedGraph(ORIGINAL);
        LoadedGraph after = new LoadedGraph(grafted)) {
      assertArrayEquals(before.scores(image), after.scores(image), 1e-6f);
    }
    GraphIndex index = new GraphIndex(grafted);
    assertEquals(new GraphIndex(ORIGINAL).get(CUT), index.get(CUT));
    assertEquals(grafted.getNodeCount(), index.size());
    assertEquals(ORIGINAL.getVersions(), grafted.getVersions());
  }

  @Test
  void shouldLeaveOutWhatNobodyNeedsAnyMore() {
    GraphDef network =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder(CUT, DataType.DT_FLOAT))
            .addNode(Layers.op("softmax", "Relu", CUT))
            .build();
    GraphIndex index = new GraphIndex(Subgraph.replaceBehind(ORIGINAL, CUT, network));
    assertTrue(index.find("conv/weights").isEmpty());
    assertEquals("Relu", index.get("softmax").getOp());
    assertEquals("DecodeJpeg", index.get("DecodeJpeg").getOp());
  }

  @Test
  void shouldKeepOneOfTwoEqualNodesAndRefuseTwoUnequalOnes() {
    GraphDef.Builder network = network().graph().toBuilder();
    GraphDef once = Subgraph.replaceBehind(ORIGINAL, CUT, network.build());
    GraphDef same = network.addNode(new GraphIndex(ORIGINAL).get("ResizeBilinear/size")).build();
    assertEquals(once, Subgraph.replaceBehind(ORIGINAL, CUT, same));
    GraphDef other =
        network().graph().toBuilder()
            .addNode(NodeDefs.constInts("ResizeBilinear/size", List.of(2), 1, 1))
            .build();
    assertEquals(
        "there are two nodes 'ResizeBilinear/size': one in front of 'ResizeBilinear' (Const) and"
            + " one behind (Const)",
        refusal(other, CUT));
  }

  @Test
  void shouldRefuseACutThatIsNone() {
    assertEquals(
        "node 'conv' (Relu) of the network is not a placeholder",
        refusal(network().graph(), "conv"));
    assertEquals("the graph has no node 'none'", refusal(network().graph(), "none"));
  }
}
