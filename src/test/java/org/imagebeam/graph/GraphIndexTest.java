package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GraphIndexTest {
  private static final NodeDef A = NodeDefs.constInt("a", 1);
  private static final NodeDef SPLIT = NodeDefs.node("scope/split", "Split", "a", "a").build();
  private static final NodeDef FIRST = NodeDefs.node("first", "Neg", "scope/split").build();
  private static final NodeDef SECOND =
      NodeDefs.node("second", "Neg", "scope/split:1", "^a").build();

  private final GraphIndex index =
      new GraphIndex(GraphDef.newBuilder().addAllNode(List.of(A, SPLIT, FIRST, SECOND)).build());

  @Test
  void shouldFindNodesByName() {
    assertEquals(SPLIT, index.get("scope/split"));
    assertEquals(Optional.of(A), index.find("a"));
    assertEquals(Optional.empty(), index.find("scope"));
  }

  @Test
  void shouldNameAMissingNode() {
    GraphException e = assertThrows(GraphException.class, () -> index.get("softmax"));
    assertEquals("the graph has no node 'softmax'", e.getMessage());
  }

  @Test
  void shouldListConsumersOfEachOutputButNotControlDependents() {
    assertEquals(List.of(FIRST, SECOND), index.consumers("scope/split"));
    assertEquals(List.of(SPLIT, SPLIT), index.consumers("a"));
    assertEquals(List.of(), index.consumers("second"));
    assertEquals(List.of(), index.consumers("missing"));
  }

  @Test
  void shouldNotLetConsumersBeChanged() {
    assertThrows(UnsupportedOperationException.class, () -> index.consumers("a").add(A));
  }

  @Test
  void shouldFindWhatFeedsAnInput() {
    assertEquals(SPLIT, index.input(SECOND, 0));
    assertEquals(A, index.input(SPLIT, 1));
  }

  @Test
  void shouldRefuseInputsThatAreNone() {
    GraphException control = assertThrows(GraphException.class, () -> index.input(SECOND, 1));
    assertEquals("node 'second' (Neg) has no input 1", control.getMessage());
    GraphException none = assertThrows(GraphException.class, () -> index.input(A, 0));
    assertEquals("node 'a' (Const) has no input 0", none.getMessage());
    NodeDef dangling = NodeDefs.node("dangling", "Neg", "nowhere").build();
    GraphException missing = assertThrows(GraphException.class, () -> index.input(dangling, 0));
    assertEquals("the graph has no node 'nowhere'", missing.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"a,a", "a:1,a", "^a,a", "scope/a:12,scope/a", "^scope/a,scope/a"})
  void shouldTellNodesFromInputs(String input, String node) {
    assertEquals(node, GraphIndex.nodeName(input));
  }

  @Test
  void shouldRefuseNull() {
    NullPointerException e = assertThrows(NullPointerException.class, () -> new GraphIndex(null));
    assertEquals("graph is null", e.getMessage());
  }
}
