package org.imagebeam.graph.variables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

class FreezerTest {
  private static final TensorProto VALUE =
      NodeDefs.constFloats("v", List.of(3, 2), 1, 2, 3, 4, 5, 6)
          .getAttrOrThrow("value")
          .getTensor();

  private static final Map<String, TensorProto> VALUES = Map.of("v", VALUE);

  private static NodeDef variable(String op) {
    return NodeDefs.node("v", op)
        .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
        .putAttr("shape", AttrValue.newBuilder().setShape(VALUE.getTensorShape()).build())
        .build();
  }

  private static NodeDef.Builder typed(String name, String op, String... inputs) {
    return NodeDefs.node(name, op, inputs).putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT));
  }

  private static AttrValue colocated(String... nodes) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (String node : nodes) {
      list.addS(ByteString.copyFromUtf8("loc:@" + node));
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static GraphDef graph(NodeDef.Builder... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    return graph.build();
  }

  private static float[] run(GraphDef graphDef, String node) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(node).run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return values;
      }
    }
  }

  private static Map<String, String> ops(GraphDef graph) {
    return graph.getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, NodeDef::getOp));
  }

  @Test
  void shouldTurnAReferenceIntoAConstant() {
    GraphDef graph =
        graph(
            variable("VariableV2").toBuilder().setDevice("/job:ps/task:0"),
            NodeDefs.floatNode("v/read", "Identity", "v").putAttr("_class", colocated("v")),
            NodeDefs.floatNode("out", "Neg", "v/read"),
            NodeDefs.floatNode("more", "Neg", "out"));
    GraphDef frozen = Freezer.freeze(graph, VALUES, List.of("out:0"));
    assertEquals(Map.of("v", "Const", "v/read", "Identity", "out", "Neg"), ops(frozen));
    assertEquals("", frozen.getNode(0).getDevice());
    assertEquals(VALUE, frozen.getNode(0).getAttrOrThrow("value").getTensor());
    assertEquals(graph.getNode(1), frozen.getNode(1));
    assertArrayEquals(new float[] {-1, -2, -3, -4, -5, -6}, run(frozen, "out"));
  }

  @Test
  void shouldTurnWhatReadsAHandleIntoWhatReadsAValue() {
    GraphDef graph =
        graph(
            variable("VarHandleOp").toBuilder(),
            NodeDefs.node("carried", "Identity", "v")
                .putAttr("T", NodeDefs.type(DataType.DT_RESOURCE)),
            NodeDefs.constInts("rows", List.of(2), 2, 0).toBuilder(),
            NodeDefs.constInts("places", List.of(1, 2), 1, 1).toBuilder(),
            typed("read", "ReadVariableOp", "carried", "^rows")
                .setDevice("/job:ps")
                .putAttr("_class", colocated("v")),
            typed("gathered", "ResourceGather", "v", "rows")
                .putAttr("Tindices", NodeDefs.type(DataType.DT_INT32))
                .putAttr("validate_indices", NodeDefs.bool(true)),
            typed("picked", "ResourceGatherNd", "v", "places")
                .putAttr("Tindices", NodeDefs.type(DataType.DT_INT32)));
    GraphDef frozen = Freezer.freeze(graph, VALUES, List.of("read", "gathered", "picked"));
    assertEquals(
        Map.of(
            "v", "Const",
            "carried", "Identity",
            "rows", "Const",
            "places", "Const",
            "read", "Identity",
            "gathered/axis", "Const",
            "gathered", "GatherV2",
            "picked", "GatherNd"),
        ops(frozen));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, run(frozen, "read"));
    assertArrayEquals(new float[] {5, 6, 1, 2}, run(frozen, "gathered"));
    assertArrayEquals(new float[] {4}, run(frozen, "picked"));
    NodeDef read = new GraphIndex(frozen).get("read");
    assertEquals(List.of("carried", "^rows"), read.getInputList());
    assertEquals("", read.getDevice());
    assertEquals(colocated("v"), read.getAttrOrThrow("_class"));
  }

  @Test
  void shouldRunWithoutTheReferencesOfOldControlFlow() {
    GraphDef graph =
        graph(
            variable("Variable").toBuilder(),
            NodeDefs.node("yes", "Const")
                .putAttr("dtype", NodeDefs.type(DataType.DT_BOOL))
                .putAttr(
                    "value",
                    AttrValue.newBuilder()
                        .setTensor(
                            TensorProto.newBuilder()
                                .setDtype(DataType.DT_BOOL)
                                .setTensorShape(TensorShapeProto.getDefaultInstance())
                                .addBoolVal(true))
                        .build()),
            NodeDefs.floatNode("switch", "RefSwitch", "v", "yes"),
            NodeDefs.floatNode("same", "RefIdentity", "switch:1"),
            NodeDefs.floatNode("out", "Neg", "same"));
    GraphDef frozen = Freezer.freeze(graph, VALUES, List.of("out"));
    assertEquals("Switch", ops(frozen).get("switch"));
    assertEquals("Identity", ops(frozen).get("same"));
    assertArrayEquals(new float[] {-1, -2, -3, -4, -5, -6}, run(frozen, "out"));
  }

  @Test
  void shouldDropColocationWithWhatIsGone() {
    GraphDef graph =
        graph(
            variable("VariableV2").toBuilder(),
            NodeDefs.floatNode("gone", "Neg", "v"),
            NodeDefs.floatNode("out", "Neg", "v").putAttr("_class", colocated("gone", "v")),
            NodeDefs.floatNode("last", "Neg", "out").putAttr("_class", colocated("gone")));
    GraphDef frozen = Freezer.freeze(graph, VALUES, List.of("last"));
    GraphIndex index = new GraphIndex(frozen);
    assertEquals(colocated("v"), index.get("out").getAttrOrThrow("_class"));
    assertFalse(index.get("last").containsAttr("_class"));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, run(frozen, "last"));
  }

  @Test
  void shouldForgetWhatOnlyAVariableWaitedFor() {
    GraphDef graph =
        graph(
            NodeDefs.node("early", "NoOp"),
            variable("VariableV2").toBuilder().addInput("^early"),
            NodeDefs.floatNode("out", "Neg", "v"));
    assertEquals(
        Map.of("v", "Const", "out", "Neg"), ops(Freezer.freeze(graph, VALUES, List.of("out"))));
  }

  @Test
  void shouldListTheVariablesThatAreNeeded() {
    GraphDef graph =
        graph(
            variable("VariableV2").toBuilder(),
            variable("VarHandleOp").toBuilder().setName("w"),
            NodeDefs.floatNode("out", "Neg", "v"));
    assertEquals(List.of(graph.getNode(0)), Freezer.variables(graph, List.of("out:0")));
    assertTrue(Freezer.isVariable(graph.getNode(1)));
    assertFalse(Freezer.isVariable(graph.getNode(2)));
  }

  @Test
  void shouldSayWhatIsMissing() {
    GraphDef graph =
        graph(variable("VariableV2").toBuilder(), NodeDefs.floatNode("out", "Neg", "v"));
    assertFails("the graph has no node 'add'", graph, VALUES, "add:0");
    assertFails(
        "variable 'v' is needed and no value is given for it", graph, Map.of("w", VALUE), "out");
    GraphException none =
        assertThrows(GraphException.class, () -> Freezer.freeze(graph, VALUES, List.of()));
    assertTrue(none.getMessage().startsWith("no output is named"), none.getMessage());
  }

  @Test
  void shouldRefuseValuesOfAnotherKind() {
    GraphDef graph =
        graph(variable("VariableV2").toBuilder(), NodeDefs.floatNode("out", "Neg", "v"));
    TensorProto integers =
        NodeDefs.constInts("v", List.of(3, 2), 1, 2, 3, 4, 5, 6)
            .getAttrOrThrow("value")
            .getTensor();
    assertFails(
        "variable 'v' is of DT_FLOAT in the graph, and its value of DT_INT32",
        graph,
        Map.of("v", integers),
        "out");
    TensorProto vector =
        NodeDefs.constFloats("v", List.of(2), 1, 2).getAttrOrThrow("value").getTensor();
    assertFails(
        "variable 'v' has the shape [3, 2] in the graph, and its value [2]",
        graph,
        Map.of("v", vector),
        "out");
    TensorShapeProto open =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
            .addDim(TensorShapeProto.Dim.newBuilder().setSize(2))
            .build();
    for (TensorShapeProto shape :
        List.of(open, TensorShapeProto.newBuilder().setUnknownRank(true).build())) {
      GraphDef.Builder loose = graph.toBuilder();
      loose.getNodeBuilder(0).putAttr("shape", AttrValue.newBuilder().setShape(shape).build());
      assertEquals("Const", ops(Freezer.freeze(loose.build(), VALUES, List.of("out"))).get("v"));
    }
  }

  @Test
  void shouldRefuseWhatChangesAVariable() {
    for (String op : List.of("Assign", "AssignAdd", "ScatterUpdate", "ApplyAdam")) {
      GraphDef graph =
          graph(
              variable("VariableV2").toBuilder(),
              NodeDefs.constFloat("one", 1).toBuilder(),
              NodeDefs.floatNode("change", op, "v", "one"),
              NodeDefs.floatNode("out", "Neg", "one", "^change"));
      assertFails(
          "node 'change' (" + op + ") changes variable 'v', as in training", graph, VALUES, "out");
    }
    GraphDef merge =
        graph(
            variable("VariableV2").toBuilder(),
            NodeDefs.constFloat("one", 1).toBuilder(),
            NodeDefs.floatNode("merge", "RefMerge", "v", "one"),
            NodeDefs.floatNode("out", "Neg", "one", "^merge"));
    assertFails(
        "node 'merge' (RefMerge) needs variable 'v' itself and not only its value",
        merge,
        VALUES,
        "out");
    GraphDef resource =
        graph(
            variable("VarHandleOp").toBuilder(),
            NodeDefs.constFloat("one", 1).toBuilder(),
            typed("change", "AssignVariableOp", "v", "one"),
            typed("read", "ReadVariableOp", "v", "^change"));
    assertFails(
        "node 'change' (AssignVariableOp) changes variable 'v', as in training",
        resource,
        VALUES,
        "read");
    GraphDef call =
        graph(
            variable("VarHandleOp").toBuilder(),
            NodeDefs.constFloat("one", 1).toBuilder(),
            NodeDefs.node("call", "PartitionedCall", "one", "v"));
    assertFails("node 'call' (PartitionedCall) needs variable 'v'", call, VALUES, "call");
    GraphDef batches =
        graph(
            variable("VarHandleOp").toBuilder(),
            NodeDefs.constInt("row", 1).toBuilder(),
            typed("gathered", "ResourceGather", "v", "row")
                .putAttr("batch_dims", NodeDefs.integer(1)));
    assertFails("node 'gathered' (ResourceGather) gathers in batches", batches, VALUES, "gathered");
  }

  @Test
  void shouldLeaveAGraphWithoutVariablesAsItIs() {
    GraphDef graph =
        graph(NodeDefs.constFloat("one", 1).toBuilder(), NodeDefs.floatNode("out", "Neg", "one"));
    assertEquals(graph, Freezer.freeze(graph, Map.of(), List.of("out")));
  }

  private static void assertFails(
      String message, GraphDef graph, Map<String, TensorProto> values, String output) {
    GraphException e =
        assertThrows(GraphException.class, () -> Freezer.freeze(graph, values, List.of(output)));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
