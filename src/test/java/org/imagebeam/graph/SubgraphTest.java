package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VersionDef;

class SubgraphTest {
  private static final GraphDef GRAPH =
      GraphDef.newBuilder()
          .addNode(NodeDefs.node("late", "NoOp", "^early"))
          .addNode(NodeDefs.node("early", "NoOp"))
          .addNode(NodeDefs.node("pair", "Unpack", "source"))
          .addNode(NodeDefs.node("source", "Const"))
          .addNode(NodeDefs.node("out", "Neg", "pair:1", "^late"))
          .addNode(NodeDefs.node("other", "Neg", "out"))
          .setVersions(VersionDef.newBuilder().setProducer(8).setMinConsumer(3))
          .setLibrary(
              FunctionDefLibrary.newBuilder()
                  .addFunction(
                      FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("f"))))
          .build();

  private static List<String> names(GraphDef graph) {
    return graph.getNodeList().stream().map(NodeDef::getName).toList();
  }

  @Test
  void shouldKeepWhatAnOutputNeedsInOrder() {
    GraphDef kept = Subgraph.endingAt(GRAPH, List.of("out"));
    assertEquals(List.of("late", "early", "pair", "source", "out"), names(kept));
    assertEquals(List.of("source"), names(Subgraph.endingAt(GRAPH, List.of("source"))));
  }

  @Test
  void shouldKeepWhatAnyOfTheOutputsNeeds() {
    assertEquals(
        List.of("late", "early", "pair", "source"),
        names(Subgraph.endingAt(GRAPH, List.of("pair", "late"))));
  }

  @Test
  void shouldKeepVersionsAndFunctions() {
    GraphDef kept = Subgraph.endingAt(GRAPH, List.of("early"));
    assertEquals(GRAPH.getVersions(), kept.getVersions());
    assertEquals(GRAPH.getLibrary(), kept.getLibrary());
  }

  @Test
  void shouldComeToAnEndInALoop() {
    GraphDef loop =
        GraphDef.newBuilder()
            .addNode(NodeDefs.node("a", "Merge", "b"))
            .addNode(NodeDefs.node("b", "NextIteration", "a"))
            .build();
    assertEquals(loop, Subgraph.endingAt(loop, List.of("a")));
  }

  @Test
  void shouldNameWhatIsMissing() {
    GraphException output =
        assertThrows(GraphException.class, () -> Subgraph.endingAt(GRAPH, List.of("nothing")));
    assertEquals("the graph has no node 'nothing'", output.getMessage());
    GraphDef dangling = GraphDef.newBuilder().addNode(NodeDefs.node("a", "Neg", "gone:2")).build();
    GraphException input =
        assertThrows(GraphException.class, () -> Subgraph.endingAt(dangling, List.of("a")));
    assertEquals("the graph has no node 'gone'", input.getMessage());
  }

  @Test
  void shouldAnswerAsTheWholeGraphDoes() {
    GraphDef whole = TinyGraphs.imageNet(16, 10, 1);
    GraphDef part = Subgraph.endingAt(whole, List.of("pool_3"));
    byte[] image = Images.png(20, 20, 1);
    try (LoadedGraph before = new LoadedGraph(whole);
        LoadedGraph after = new LoadedGraph(part)) {
      assertArrayEquals(before.run(image, "pool_3").values(), after.run(image, "pool_3").values());
    }
    assertEquals("pool_3", part.getNode(part.getNodeCount() - 1).getName());
  }
}
