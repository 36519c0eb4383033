package org.imagebeam.graph.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.TextFormat;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.TensorName;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class FunctionInlinerTest {
  private static final String FLOAT = "attr { key: 'T' value { type: DT_FLOAT } }";

  private static String call(String name, String function, String... inputs) {
    return node(
        name,
        "PartitionedCall",
        "attr { key: 'f' value { func { name: '" + function + "' } } }",
        inputs);
  }

  private static String node(String name, String op, String attributes, String... inputs) {
    StringBuilder text = new StringBuilder("{ name: '" + name + "' op: '" + op + "' ");
    for (String input : inputs) {
      text.append("input: '").append(input).append("' ");
    }
    return text.append(attributes).append(" } ").toString();
  }

  /** A function of one argument x and one output y. */
  private static String function(String name, String returned, String... nodes) {
    return "function { signature { name: '"
        + name
        + "' input_arg { name: 'x' type: DT_FLOAT } output_arg { name: 'y' type: DT_FLOAT } } "
        + "node_def "
        + String.join("node_def ", nodes)
        + " ret { key: 'y' value: '"
        + returned
        + "' } } ";
  }

  private static GraphDef graph(String library, String... nodes) throws TextFormat.ParseException {
    return TextFormat.parse(
        "library { " + library + " } node " + String.join("node ", nodes), GraphDef.class);
  }

  private static InlinedGraph inline(GraphDef graph) {
    return FunctionInliner.inline(graph, TensorFlow.registeredOpList());
  }

  /** Each node as {@code name = Op(inputs)}, those without an output left out. */
  private static List<String> texts(InlinedGraph inlined) {
    return inlined.graph().getNodeList().stream()
        .filter(node -> !node.getOp().equals("NoOp"))
        .map(FunctionInlinerTest::text)
        .toList();
  }

  private static String text(NodeDef node) {
    return node.getName() + " = " + node.getOp() + node.getInputList();
  }

  @Test
  void shouldPutNestedBodiesInThePlaceOfTheirCalls() throws TextFormat.ParseException {
    InlinedGraph inlined =
        inline(
            graph(
                function("outer", "inner:output:0", call("inner", "leaf", "x"))
                    + function("leaf", "twice:y:0", node("twice", "Mul", FLOAT, "x", "x"))
                        .replace("twice:y:0", "twice:z:0"),
                node("in", "Placeholder", ""),
                call("call", "outer", "in"),
                node("out", "Relu", FLOAT, "call")));
    assertEquals(
        List.of("in = Placeholder[]", "twice = Mul[in, in]", "out = Relu[twice]"), texts(inlined));
    assertEquals(new TensorName("twice", 0), inlined.resolve("call:0"));
    assertEquals(new TensorName("in", 0), inlined.resolve("in"));
  }

  @Test
  void shouldKeepNamesApart() throws TextFormat.ParseException {
    InlinedGraph inlined =
        inline(
            graph(
                function("f", "out:activations:0", node("out", "Relu", FLOAT, "x")),
                node("in", "Placeholder", ""),
                call("first", "f", "in"),
                call("second", "f", "first"),
                node("out", "Neg", FLOAT, "second:0")));
    assertEquals(
        List.of(
            "in = Placeholder[]",
            "first/out = Relu[in]",
            "second/out = Relu[first/out]",
            "out = Neg[second/out]"),
        texts(inlined));
  }

  @Test
  void shouldCountTheTensorsOfLists() throws TextFormat.ParseException {
    // Of TopKV2 the second argument is the second tensor; of Split the list's third.
    InlinedGraph inlined =
        inline(
            graph(
                function(
                        "f",
                        "parts:output:2",
                        node("dim", "Const", ""),
                        node(
                            "parts",
                            "Split",
                            "attr { key: 'num_split' value { i: 3 } }",
                            "dim:output:0",
                            "x"))
                    + function("g", "best:indices:0", node("best", "TopKV2", "", "x", "x")),
                node("in", "Placeholder", ""),
                call("a", "f", "in"),
                call("b", "g", "a")));
    assertEquals(new TensorName("parts", 2), inlined.resolve("a"));
    assertEquals(new TensorName("best", 1), inlined.resolve("b:0"));
    assertEquals("best = TopKV2[parts:2, parts:2]", texts(inlined).get(3));
  }

  @Test
  void shouldGiveAttributesThatTheCallerStates() throws TextFormat.ParseException {
    InlinedGraph inlined =
        inline(
            graph(
                function(
                    "f",
                    "cast:y:0",
                    node("cast", "Cast", "attr { key: 'DstT' value { placeholder: 'U' } }", "x")),
                node("in", "Placeholder", ""),
                node("call", "f", "attr { key: 'U' value { type: DT_HALF } }", "in")));
    NodeDef cast = inlined.graph().getNode(1);
    assertEquals("DT_HALF", cast.getAttrOrThrow("DstT").getType().name());
  }

  @Test
  void shouldLetOthersWaitForWhatABodyHasToDo() throws TextFormat.ParseException {
    String library =
        function("f", "x", node("check", "Assert", "", "x"))
            .replace("ret {", "control_ret { key: 'check' value: 'check' } ret {");
    InlinedGraph inlined =
        inline(
            graph(
                library,
                node("before", "NoOp", ""),
                node("in", "Placeholder", ""),
                call("call", "f", "in", "^before"),
                node("out", "Relu", FLOAT, "call", "^call")));
    List<String> all = inlined.graph().getNodeList().stream().map(n -> text(n)).toList();
    assertEquals("call = NoOp[^check, ^before]", all.get(3));
    assertEquals("out = Relu[in, ^call]", all.get(4));
  }

  @Test
  void shouldRefuseFunctionsThatCallThemselves() throws TextFormat.ParseException {
    GraphDef graph =
        graph(
            function("f", "again:output:0", call("again", "f", "x")),
            node("in", "Placeholder", ""),
            call("call", "f", "in"));
    GraphException e = assertThrows(GraphException.class, () -> inline(graph));
    assertEquals(
        "function 'f' calls itself, or too many others, and can't be inlined", e.getMessage());
  }

  @Test
  void shouldSayWhatIsMissing() throws TextFormat.ParseException {
    GraphDef none = graph("", node("in", "Placeholder", ""), call("call", "f", "in"));
    assertEquals(
        "node 'call' calls a function 'f', which the graph lacks",
        assertThrows(GraphException.class, () -> inline(none)).getMessage());
    GraphDef unknown =
        graph(
            function("f", "y:activations:0", node("y", "Relu", FLOAT, "w:activations:0")),
            node("in", "Placeholder", ""),
            call("call", "f", "in"));
    assertEquals(
        "function 'f' names 'w:activations:0', which it lacks",
        assertThrows(GraphException.class, () -> inline(unknown)).getMessage());
    GraphDef argument =
        graph(
            function("f", "y:z:0", node("y", "Relu", FLOAT, "x")),
            node("in", "Placeholder", ""),
            call("call", "f", "in"));
    assertEquals(
        "node 'y' (Relu) has no output 'z'",
        assertThrows(GraphException.class, () -> inline(argument)).getMessage());
  }
}
