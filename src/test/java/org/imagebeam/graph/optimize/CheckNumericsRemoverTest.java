package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class CheckNumericsRemoverTest {
  private static final NodeDef WAIT = Layers.op("wait", "Identity", "conv", "^check");

  private static NodeDef check(String name, String op, String... inputs) {
    return NodeDefs.floatNode(name, op, inputs)
        .putAttr("message", NodeDefs.string("not a number"))
        .build();
  }

  private static NodeDef check(String input) {
    return check("check", "CheckNumerics", input);
  }

  private static GraphDef removed(GraphDef graph, String... outputs) {
    GraphDef removed = CheckNumericsRemover.remove(graph, List.of(outputs));
    assertEquals(removed, CheckNumericsRemover.remove(removed, List.of(outputs)));
    for (String output : outputs) {
      assertArrayEquals(Layers.answer(graph, output), Layers.answer(removed, output), 0, output);
    }
    return removed;
  }

  private static NodeDef node(GraphDef graph, String name) {
    return new GraphIndex(graph).get(name);
  }

  @Test
  void shouldDropChecksAndThoseThatWaitForThem() {
    GraphDef graph = Layers.behindConv(check("conv"), WAIT, Layers.op("out", "Relu", "wait"));
    GraphDef removed = removed(graph, "out");
    assertEquals(Layers.behindConv(Layers.op("out", "Relu", "conv")), removed);
    assertArrayEquals(new float[] {14, 140}, Layers.answer(removed, "out"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CheckNumerics", "CheckNumericsV2"})
  void shouldFeedTheReadersOfAChecksValue(String op) {
    GraphDef graph =
        Layers.behindConv(
            check("first", op, "conv:0"),
            check("second", op, "first"),
            Layers.op("out", "Relu", "second:0"));
    GraphDef removed = removed(graph, "out");
    assertEquals(List.of("conv:0"), node(removed, "out").getInputList());
    assertEquals(Map.of("Placeholder", 1, "Const", 1, "Conv2D", 1, "Relu", 1), Layers.ops(removed));
  }

  @Test
  void shouldKeepTheNamesOfOutputs() {
    GraphDef graph = Layers.behindConv(check("conv"), WAIT);
    GraphDef removed = removed(graph, "wait", "check");
    assertEquals(Layers.op("wait", "Identity", "conv"), node(removed, "wait"));
    assertEquals(Layers.op("check", "Identity", "conv"), node(removed, "check"));
    GraphDef alone = removed(graph, "check");
    assertEquals(
        Map.of("Placeholder", 1, "Const", 1, "Conv2D", 1, "Identity", 1), Layers.ops(alone));
  }

  @Test
  void shouldKeepOtherIdentities() {
    NodeDef plain = Layers.op("plain", "Identity", "conv");
    NodeDef waitsForMore = Layers.op("more", "Identity", "plain", "^check", "^image");
    GraphDef removed = removed(Layers.behindConv(check("conv"), plain, waitsForMore), "more");
    assertEquals(plain, node(removed, "plain"));
    assertEquals(Layers.op("more", "Identity", "plain", "^image"), node(removed, "more"));
  }

  @Test
  void shouldLetNothingWaitForWhatIsDropped() {
    NodeDef out = Layers.op("out", "Relu", "conv", "^check", "^wait", "^conv");
    GraphDef removed = removed(Layers.behindConv(check("conv"), WAIT, out), "out");
    assertEquals(Layers.op("out", "Relu", "conv", "^conv"), node(removed, "out"));
  }

  @Test
  void shouldLeaveGraphsWithoutChecksAlone() {
    GraphDef graph =
        Layers.behindConv(
            Layers.op("same", "Identity", "conv", "^image"), Layers.op("o", "Relu", "same"));
    assertEquals(graph, removed(graph, "o"));
  }

  @Test
  void shouldRefuseDamagedGraphs() {
    assertRefused(
        Layers.graph(check("check", "CheckNumerics"), Layers.op("out", "Relu", "check")),
        "node 'check' (CheckNumerics) has no input 0");
    assertRefused(
        Layers.graph(
            check("a", "CheckNumerics", "b"),
            check("b", "CheckNumerics", "a"),
            Layers.op("out", "Relu", "a")),
        "node 'a' is fed by itself");
    assertRefused(Layers.graph(), "the graph has no node 'out'");
  }

  private static void assertRefused(GraphDef graph, String message) {
    GraphException e =
        assertThrows(
            GraphException.class, () -> CheckNumericsRemover.remove(graph, List.of("out")));
    assertEquals(message, e.getMessage());
  }
}
