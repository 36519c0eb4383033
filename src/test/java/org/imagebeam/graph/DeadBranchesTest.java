package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class DeadBranchesTest {
  private static final List<String> ENDS = List.of("x", "out", "which");

  private static NodeDef.Builder bools(String name, String op, String... inputs) {
    return NodeDefs.node(name, op, inputs).putAttr("T", NodeDefs.type(DataType.DT_BOOL));
  }

  /** As tf.cond writes it: doubles x if the condition holds, and squares it if not. */
  private static GraphDef cond(NodeDef... condition) {
    GraphDef.Builder graph =
        GraphDef.newBuilder().addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT));
    for (NodeDef node : condition) {
      graph.addNode(node);
    }
    return graph
        .addNode(bools("id", "Identity", "condition"))
        .addNode(bools("pivots", "Switch", "condition", "id"))
        .addNode(bools("pivot_t", "Identity", "pivots:1"))
        .addNode(bools("pivot_f", "Identity", "pivots"))
        .addNode(NodeDefs.floatNode("switch", "Switch", "x", "id"))
        .addNode(NodeDefs.constFloat("two", 2).toBuilder().addInput("^pivot_t"))
        .addNode(NodeDefs.floatNode("doubled", "Mul", "switch:1", "two"))
        .addNode(NodeDefs.floatNode("squared", "Square", "switch:0", "^pivot_f"))
        .addNode(
            NodeDefs.floatNode("out", "Merge", "squared", "doubled")
                .putAttr("N", NodeDefs.integer(2)))
        .addNode(
            NodeDefs.node("which", "Identity", "out:1")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32)))
        .build();
  }

  private static GraphDef cond(boolean value) {
    return cond(NodeDefs.constBool("condition", value));
  }

  private static Set<String> names(GraphDef graph) {
    return graph.getNodeList().stream().map(NodeDef::getName).collect(Collectors.toSet());
  }

  private static float[] run(GraphDef graph) {
    try (Graph loaded = new Graph();
        TFloat32 x = TFloat32.tensorOf(Shape.of(2), data -> data.setFloat(3, 0).setFloat(5, 1))) {
      loaded.importGraphDef(graph);
      try (Session session = new Session(loaded);
          Result result = session.runner().feed("x", x).fetch("out").fetch("which").run()) {
        float[] out = StdArrays.array1dCopyOf((TFloat32) result.get(0));
        return new float[] {out[0], out[1], ((TInt32) result.get(1)).getInt()};
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 6, 10, 1", "false, 9, 25, 0"})
  void shouldKeepTheBranchThatIsRun(boolean value, float first, float second, float taken) {
    float[] expected = {first, second, taken};
    GraphDef graph = cond(value);
    assertArrayEquals(expected, run(graph));
    GraphDef dropped = DeadBranches.drop(graph, ENDS);
    assertArrayEquals(expected, run(dropped));
    assertEquals(
        Set.of(),
        dropped.getNodeList().stream()
            .map(NodeDef::getOp)
            .filter(op -> op.equals("Switch") || op.equals("Merge"))
            .collect(Collectors.toSet()));
    Set<String> gone = names(graph);
    gone.removeAll(names(dropped));
    assertEquals(value ? Set.of("pivot_f", "squared") : Set.of("pivot_t", "two", "doubled"), gone);
  }

  @Test
  void shouldFollowAConditionThatIsMadeOfAConstant() {
    GraphDef graph =
        cond(
            NodeDefs.constBool("off", false),
            bools("fed", "PlaceholderWithDefault", "off")
                .removeAttr("T")
                .putAttr("dtype", NodeDefs.type(DataType.DT_BOOL))
                .putAttr(
                    "shape",
                    AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build())
                .build(),
            NodeDefs.node("condition", "LogicalNot", "fed").build());
    float[] doubled = {6, 10, 1};
    assertArrayEquals(doubled, run(graph));
    assertArrayEquals(doubled, run(DeadBranches.drop(graph, ENDS)));
  }

  @Test
  void shouldReadAConditionInWhateverFormItIsStored() {
    for (boolean value : new boolean[] {true, false}) {
      NodeDef plain = NodeDefs.constBool("condition", value);
      TensorProto.Builder tensor = plain.getAttrOrThrow("value").getTensor().toBuilder();
      tensor.clearBoolVal();
      if (value) {
        tensor.setTensorContent(ByteString.copyFrom(new byte[] {1}));
      }
      GraphDef graph =
          cond(
              plain.toBuilder()
                  .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
                  .build());
      float[] expected = run(graph);
      assertEquals(value ? 1 : 0, expected[2]);
      GraphDef dropped = DeadBranches.drop(graph, ENDS);
      assertEquals("Identity", new GraphIndex(dropped).get("out").getOp());
      assertArrayEquals(expected, run(dropped));
    }
  }

  @Test
  void shouldLeaveWhatIsNotKnown() {
    GraphDef open = cond(NodeDefs.placeholder("condition", DataType.DT_BOOL));
    assertSame(open, DeadBranches.drop(open, ENDS));
    GraphDef fetched = cond(true);
    assertSame(fetched, DeadBranches.drop(fetched, List.of("x", "out", "squared")));
    GraphDef loop =
        cond(true).toBuilder().addNode(NodeDefs.floatNode("next", "NextIteration", "out")).build();
    assertSame(loop, DeadBranches.drop(loop, ENDS));
    GraphDef none =
        GraphDef.newBuilder().addNode(NodeDefs.placeholder("x", DataType.DT_FLOAT)).build();
    assertSame(none, DeadBranches.drop(none, ENDS));
  }

  @Test
  void shouldKeepASwitchThatIsFetched() {
    GraphDef dropped = DeadBranches.drop(cond(true), List.of("x", "out", "which", "switch:1"));
    assertEquals("Switch", new GraphIndex(dropped).get("switch").getOp());
    assertArrayEquals(new float[] {6, 10, 1}, run(dropped));
  }
}
