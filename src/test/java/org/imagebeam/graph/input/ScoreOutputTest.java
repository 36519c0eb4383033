package org.imagebeam.graph.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

class ScoreOutputTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;
  private static final String BEST_ALONE = "gives the best of the classes alone, not a score";

  private static BatchedGraph add(GraphDef graph, String input, String output) {
    ImageFeed feed = new ImageFeed(input, Optional.empty(), Optional.empty(), false);
    return BatchDimension.add(graph, feed, output);
  }

  private static String refusal(GraphDef graph, String output) {
    return assertThrows(UnfitGraphException.class, () -> add(graph, "input", output)).getMessage();
  }

  private static GivenGraphs network() {
    return GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network();
  }

  private static OpDef.ArgDef floats(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(FLOAT).build();
  }

  /** Takes scores, and gives the best three, and all of them. */
  private static FunctionDef top() {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder()
                .setName("top")
                .addInputArg(floats("x"))
                .addOutputArg(floats("best"))
                .addOutputArg(floats("all")))
        .addNodeDef(NodeDefs.constInt("k", 3))
        .addNodeDef(NodeDefs.floatNode("topk", "TopKV2", "x", "k:output:0"))
        .addNodeDef(NodeDefs.floatNode("halves", "Mul", "topk:values:0", "topk:values:0"))
        .addNodeDef(NodeDefs.floatNode("same", "Relu", "x"))
        .putRet("best", "halves:z:0")
        .putRet("all", "same:activations:0")
        .build();
  }

  /** Hands on what {@link #top} gives first, or second. */
  private static FunctionDef outer(String name, int output) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder().setName(name).addInputArg(floats("x")).addOutputArg(floats("y")))
        .addNodeDef(call(NodeDefs.node("inner", "PartitionedCall", "x"), "top", 2))
        .putRet("y", "inner:output:" + output)
        .build();
  }

  private static NodeDef.Builder call(NodeDef.Builder node, String function, int outputs) {
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < outputs; i++) {
      types.addType(FLOAT);
    }
    return node.putAttr(
            "Tin",
            AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(FLOAT)).build())
        .putAttr("Tout", AttrValue.newBuilder().setList(types).build())
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build());
  }

  private static GraphDef with(GivenGraphs given, FunctionDef... functions) {
    GraphDef.Builder graph = given.graph().toBuilder();
    graph.getLibraryBuilder().addAllFunction(List.of(functions));
    return graph.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PartitionedCall", "StatefulPartitionedCall"})
  void shouldRefuseTheBestInAFunction(String op) {
    GraphDef graph = with(network().then(call(NodeDefs.node("call", op, ""), "top", 2)), top());
    assertEquals(
        "output 'out' ("
            + op
            + ") gives the best of the classes alone, not a score for each class: name 'scores',"
            + " which it is made of, as the output",
        refusal(graph, "out"));
    assertEquals("out/float32", add(graph, "input", "out:1").output());
  }

  @Test
  void shouldRefuseTheBestInAFunctionOfAFunction() {
    GivenGraphs best =
        network().then(call(NodeDefs.node("call", "PartitionedCall", ""), "outer", 1));
    assertTrue(refusal(with(best, top(), outer("outer", 0)), "out").contains(BEST_ALONE));
    assertEquals("out", add(with(best, top(), outer("outer", 1)), "input", "out").output());
  }

  @Test
  void shouldRefuseTheBestInAFunctionThatIsAnOp() {
    GraphDef graph =
        with(network().then(NodeDefs.node("call", "outer", "")), top(), outer("outer", 0));
    assertTrue(refusal(graph, "out").contains(BEST_ALONE), refusal(graph, "out"));
  }

  @Test
  void shouldRefuseWhatIsComputedOfTheBestInAFunction() {
    GraphDef graph =
        with(
            network()
                .then(call(NodeDefs.node("call", "PartitionedCall", ""), "outer", 1))
                .scaled("Mul", 100),
            top(),
            outer("outer", 0));
    assertTrue(refusal(graph, "out").contains(BEST_ALONE), refusal(graph, "out"));
  }

  @Test
  void shouldTakeScoresThatAreProductsOfTheBestFeatures() {
    GivenGraphs given =
        network()
            .with(NodeDefs.constInt("k", 3))
            .with(NodeDefs.constFloats("mixing", List.of(3, 2), 1, 2, 3, 4, 5, 6));
    given.then(NodeDefs.floatNode("best", "TopKV2", "", "k"));
    GraphDef best = given.graph();
    assertTrue(refusal(best, "out").contains(BEST_ALONE), refusal(best, "out"));
    given.then(NodeDefs.floatNode("product", "MatMul", "", "mixing"));
    assertEquals("out", add(given.graph(), "input", "out").output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Max", "Min"})
  void shouldRefuseTheLargestScoreAlone(String op) {
    for (int axis : new int[] {1, -1}) {
      GivenGraphs given = network().with(NodeDefs.constInt("last", axis));
      given.then(
          NodeDefs.floatNode("largest", op, "", "last")
              .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
      assertEquals(
          "output 'out' ("
              + op
              + ") gives the best of the classes alone, not a score for each class: name 'scores',"
              + " which it is made of, as the output",
          refusal(given.graph(), "out"));
    }
  }

  @Test
  void shouldTakeTheLargestOfAllPlaces() {
    GivenGraphs given = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3);
    given.with(NodeDefs.constInts("places", List.of(2), 1, 2));
    given.then(
        NodeDefs.floatNode("largest", "Max", "", "places")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    assertEquals("out", add(given.graph(), "input", "out").output());
  }

  @Test
  void shouldShortenVeryLongNames() {
    String name = "block/" + "x".repeat(5000) + "/last";
    GivenGraphs given = network().with(NodeDefs.constInt(name + "/axis", 1));
    given.then(
        NodeDefs.floatNode(name, "ArgMax", "", name + "/axis")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    given.then(
        NodeDefs.node("same", "Identity", "").putAttr("T", NodeDefs.type(DataType.DT_INT64)));
    String message = refusal(given.graph(), name);
    assertTrue(message.startsWith("output 'block/xxx"), message);
    assertTrue(message.contains("xxx\u2026xxx"), message);
    assertTrue(message.endsWith("name 'scores', which it is made of, as the output"), message);
    assertTrue(message.length() < 400, message);
  }

  @Test
  void shouldNameThePixelsBehindFlatValues() {
    GraphDef graph =
        GivenGraphs.placeholder(FLOAT, -1, 432).reshaped(FLOAT, -1, 12, 12, 3).network().graph();
    assertEquals(
        "node 'input' (Placeholder) takes float32 [?, 432], and an image is fed as [height, width,"
            + " 3]: name 'reshape1' (Reshape), which has the pixels [?, 12, 12, 3], as the input",
        refusal(graph, "out"));
    assertEquals("out", add(graph, "reshape1", "out").output());
  }

  @Test
  void shouldSayThatTheEndsAreSwapped() {
    GraphDef graph = network().graph();
    assertEquals(
        "node 'out' (Softmax) is named as the input, and is computed from the output 'input'"
            + " (Placeholder): the two are swapped",
        assertThrows(UnfitGraphException.class, () -> add(graph, "out", "input")).getMessage());
    assertEquals(
        "node 'out' (Softmax) is named both as the input and as what is computed from it: name the"
            + " node that takes pixels as the input, and the one that gives the scores as the"
            + " output",
        assertThrows(UnfitGraphException.class, () -> add(graph, "out", "out")).getMessage());
  }

  private static GraphDef transposed(long batch) {
    return GivenGraphs.placeholder(FLOAT, batch, 12, 12, 3)
        .network()
        .with(NodeDefs.constInts("order", List.of(2), 1, 0))
        .then(
            NodeDefs.floatNode("columns", "Transpose", "", "order")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)))
        .graph();
  }

  @Test
  void shouldRefuseColumnsOfAFixedBatch() {
    assertEquals(
        "output 'out' (Transpose) gives [5, 8] for a batch of 8 images, which must come first:"
            + " name 'scores' (Softmax), which gives [8, 5], as the output",
        refusal(transposed(8), "out"));
    assertEquals(
        "output 'out' (Transpose) gives [5, 6] for a batch of 6 images, which must come first:"
            + " name 'scores' (Softmax), which gives [6, 5], as the output",
        refusal(transposed(5), "out"));
    GraphDef rows = GivenGraphs.placeholder(FLOAT, 5, 12, 12, 3).network().graph();
    assertEquals(5, add(rows, "input", "out").fixedBatch());
  }

  @Test
  void shouldRefuseImagesThatNoArrayHolds() {
    assertEquals(
        "the graph takes images of height 30000 and width 30000, and 715,827,879 pixels are the"
            + " most that can be fed",
        refusal(GivenGraphs.placeholder(FLOAT, -1, 30000, 30000, 3).network().graph(), "out"));
  }

  @Test
  void shouldCountTheScoresOfAColumn() {
    BatchedGraph columns = add(transposed(-1), "input", "out");
    assertEquals(1, columns.fixedBatch());
    assertEquals(OptionalInt.of(5), OutputSize.inferred(columns, "out"));
    BatchedGraph rows = add(network().graph(), "input", "out");
    assertEquals(OptionalInt.of(5), OutputSize.inferred(rows, "out"));
  }
}
