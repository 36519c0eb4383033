package org.imagebeam.graph.safety;

import static org.imagebeam.testing.NodeDefs.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

class GraphSafetyTest {
  private static final NodeDef INPUT = NodeDefs.placeholder("in", DataType.DT_FLOAT);
  private static final NodeDef WRITE = node("w", "WriteFile", "name", "content").build();

  private static GraphDef.Builder graph(NodeDef.Builder... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder().addNode(INPUT);
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    return graph;
  }

  private static GraphDef with(GraphDef.Builder graph, FunctionDef.Builder... functions) {
    FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
    for (FunctionDef.Builder function : functions) {
      library.addFunction(function);
    }
    return graph.setLibrary(library).build();
  }

  private static FunctionDef.Builder function(String name, NodeDef... nodes) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addAllNodeDef(List.of(nodes));
  }

  private static AttrValue func(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  private static String refusal(GraphDef graph) {
    return assertThrows(
            UnsafeGraphException.class,
            () -> GraphSafety.requireComputing(GraphSafety.needed(graph, "in", "out")))
        .getMessage();
  }

  private static void assertComputes(GraphDef graph) {
    GraphSafety.requireComputing(GraphSafety.needed(graph, "in", "out"));
  }

  @Test
  void shouldNameTheNodeAndItsOp() {
    assertEquals(
        "node 'w' (WriteFile) reads or writes files",
        refusal(graph(WRITE.toBuilder(), node("out", "Relu", "in", "^w")).build()));
    assertEquals(
        "node 'p' (PyFunc) runs Python code or compiled programs",
        refusal(graph(node("p", "PyFunc", "in"), node("out", "Relu", "p:0")).build()));
    assertEquals(
        "node 'out' (MyOwnOp) is of an op that isn't among TensorFlow's own",
        refusal(graph(node("out", "MyOwnOp", "in")).build()));
  }

  @Test
  void shouldSayThatThereAreMore() {
    assertEquals(
        "node 'a' (ReadFile) reads or writes files; nodes of that kind: 2",
        refusal(
            graph(node("a", "ReadFile"), node("b", "Print"), node("out", "Add", "a", "b", "in"))
                .build()));
  }

  @Test
  void shouldTakeWhatComputes() {
    assertComputes(graph(node("a", "Relu", "in"), node("out", "Softmax", "a")).build());
  }

  @Test
  void shouldDropWhatTheOutputDoesNotNeed() {
    GraphDef graph =
        graph(node("save", "SaveV2", "in"), WRITE.toBuilder(), node("out", "Relu", "in")).build();
    assertComputes(graph);
    assertEquals(
        List.of("in", "out"),
        GraphSafety.needed(graph, "in", "out").getNodeList().stream()
            .map(NodeDef::getName)
            .toList());
  }

  @Test
  void shouldDropWhatStandsBeforeTheInput() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(node("file", "ReadFile"))
            .addNode(node("in", "DecodeJpeg", "file"))
            .addNode(node("out", "Relu", "in:0"))
            .build();
    assertComputes(graph);
    GraphSafety.requireComputing(GraphSafety.needed(graph, "in:0", "out:0"));
  }

  @Test
  void shouldLookIntoFunctionsThatAreCalledByTheirName() {
    GraphDef graph =
        with(graph(node("out", "inner", "in")), function("inner", WRITE), function("other", WRITE));
    assertEquals("node 'w' (WriteFile) in function 'inner' reads or writes files", refusal(graph));
  }

  @Test
  void shouldLookIntoFunctionsThatAttributesName() {
    GraphDef.Builder graph =
        graph(node("out", "PartitionedCall", "in").putAttr("f", func("outer")));
    NodeDef call =
        node("call", "If")
            .putAttr(
                "branches",
                AttrValue.newBuilder()
                    .setList(
                        AttrValue.ListValue.newBuilder()
                            .addFunc(NameAttrList.newBuilder().setName("inner")))
                    .build())
            .build();
    assertEquals(
        "node 'w' (WriteFile) in function 'inner' reads or writes files",
        refusal(with(graph, function("outer", call), function("inner", WRITE))));
  }

  @Test
  void shouldLookIntoFunctionsThatAreNamedInsideOthersAttributes() {
    AttrValue nested =
        AttrValue.newBuilder()
            .setFunc(NameAttrList.newBuilder().setName("outer").putAttr("g", func("inner")))
            .build();
    assertEquals(
        "node 'w' (WriteFile) in function 'inner' reads or writes files",
        refusal(
            with(
                graph(node("out", "PartitionedCall", "in").putAttr("f", nested)),
                function("outer"),
                function("inner", WRITE))));
  }

  @Test
  void shouldLookIntoGradientsAndTwinsOfFunctions() {
    GraphDef.Builder graph = graph(node("out", "PartitionedCall", "in").putAttr("f", func("a")));
    GraphDef gradient = with(graph.clone(), function("a"), function("b", WRITE));
    gradient =
        gradient.toBuilder()
            .setLibrary(
                gradient.getLibrary().toBuilder()
                    .addGradient(
                        GradientDef.newBuilder().setFunctionName("a").setGradientFunc("b")))
            .build();
    assertEquals("node 'w' (WriteFile) in function 'b' reads or writes files", refusal(gradient));
    GraphDef twins =
        with(
            graph,
            function("a").putAttr("api_implements", NodeDefs.string("same")),
            function("b", WRITE).putAttr("api_implements", NodeDefs.string("same")));
    assertEquals("node 'w' (WriteFile) in function 'b' reads or writes files", refusal(twins));
  }

  @Test
  void shouldRefuseAnOpThatIsNamedWhereAFunctionIsExpected() {
    assertEquals(
        "node 'out' (ReadFile) reads or writes files",
        refusal(
            graph(node("out", "SymbolicGradient", "in").putAttr("f", func("ReadFile"))).build()));
  }

  @Test
  void shouldEndWithFunctionsThatCallThemselves() {
    NodeDef call = node("again", "PartitionedCall").putAttr("f", func("a")).build();
    GraphDef graph =
        with(
            graph(node("out", "PartitionedCall", "in").putAttr("f", func("a"))),
            function("a", call),
            function("unused", WRITE));
    assertComputes(graph);
    GraphDef needed = GraphSafety.needed(graph, "in", "out");
    assertEquals(1, needed.getLibrary().getFunctionCount());
    assertEquals("a", needed.getLibrary().getFunction(0).getSignature().getName());
  }

  @Test
  void shouldFindNodesThatDrawAtRandom() {
    GraphDef graph =
        with(
            graph(
                node("r", "RandomUniform"),
                node("s", "StatelessRandomUniformV2"),
                node("out", "f", "in", "r", "s")),
            function("f", node("n", "TruncatedNormal").build()));
    assertEquals(
        List.of("node 'r' (RandomUniform)", "node 'n' (TruncatedNormal) in function 'f'"),
        GraphSafety.random(graph).stream().map(OpUse::toString).toList());
  }

  @Test
  void shouldLetCheckpointsBeReadAndWrittenWhereThatIsAllowed() {
    GraphDef graph = graph(node("save", "SaveV2", "in"), node("r", "RestoreV2", "in")).build();
    GraphSafety.requireComputingOrCheckpoints(graph);
    assertThrows(UnsafeGraphException.class, () -> GraphSafety.requireComputing(graph));
    GraphDef other = graph.toBuilder().addNode(WRITE).build();
    UnsafeGraphException e =
        assertThrows(
            UnsafeGraphException.class, () -> GraphSafety.requireComputingOrCheckpoints(other));
    assertTrue(e.getMessage().startsWith("node 'w' (WriteFile)"), e.getMessage());
  }
}
