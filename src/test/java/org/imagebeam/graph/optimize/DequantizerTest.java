package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Layers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class DequantizerTest {
  private static final NodeDef ZERO_POINT = NodeDefs.constFloat("zero_point", 128);
  private static final NodeDef CENTRED = Layers.op("centred", "Sub", "cast", "zero_point");
  private static final NodeDef SCALED = Layers.op("weights", "Mul", "centred", "scale");
  private static final float[] WEIGHTS = {-64, -2, 0, 2, 63.5f, 16};

  /** 1 by 1, from three channels to two. */
  private static NodeDef stored() {
    NodeDef floats = NodeDefs.constFloats("stored", List.of(1, 1, 3, 2), new float[6]);
    AttrValue.Builder value = floats.getAttrOrThrow("value").toBuilder();
    value
        .getTensorBuilder()
        .setDtype(DataType.DT_UINT8)
        .setTensorContent(ByteString.copyFrom(new byte[] {0, 127, -128, -127, -1, -120}));
    return floats.toBuilder()
        .putAttr("dtype", NodeDefs.type(DataType.DT_UINT8))
        .putAttr("value", value.build())
        .build();
  }

  private static NodeDef cast(String input) {
    return NodeDefs.node("cast", "Cast", input)
        .putAttr("SrcT", NodeDefs.type(DataType.DT_UINT8))
        .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT))
        .build();
  }

  private static NodeDef scales() {
    return Layers.vector("scale", 0.5f, 2);
  }

  private static GraphDef quantised(NodeDef... others) {
    return Layers.graph(others).toBuilder().addNode(Layers.CONV).build();
  }

  private static GraphDef folded(GraphDef graph) {
    GraphDef folded = Dequantizer.fold(graph, List.of("conv"));
    assertEquals(folded, Dequantizer.fold(folded, List.of("conv")));
    assertArrayEquals(Layers.answer(graph, "conv"), Layers.answer(folded, "conv"), 0);
    return folded;
  }

  @Test
  void shouldFoldScalesOfEachChannel() {
    GraphDef folded =
        folded(quantised(stored(), cast("stored"), ZERO_POINT, CENTRED, scales(), SCALED));
    assertEquals(
        List.of("image", "weights", "conv"),
        folded.getNodeList().stream().map(NodeDef::getName).toList());
    assertEquals(
        NodeDefs.constFloats("weights", List.of(1, 1, 3, 2), WEIGHTS),
        new GraphIndex(folded).get("weights"));
    // -64 + 0 + 3 * 63.5, -2 + 2 * 2 + 3 * 16.
    assertArrayEquals(new float[] {126.5f, 50}, Layers.answer(folded, "conv"));
  }

  @Test
  void shouldFoldOneScaleForAll() {
    NodeDef half = NodeDefs.constFloat("scale", 0.5f);
    GraphDef folded =
        folded(quantised(stored(), cast("stored"), ZERO_POINT, CENTRED, half, SCALED));
    assertArrayEquals(
        new float[] {-64, -0.5f, 0, 0.5f, 63.5f, 4}, Layers.floats(folded, "weights"));
  }

  @Test
  void shouldFoldWhateverTheOrderOfNodesAndOperands() {
    GraphDef folded =
        folded(
            quantised(
                Layers.op("weights", "Identity", "sum"),
                Layers.op("sum", "AddV2", "minus", "scaled"),
                Layers.op("minus", "Add", "zero", "zero"),
                NodeDefs.constFloat("zero", 0),
                Layers.op("scaled", "Mul", "scale", "centred"),
                scales(),
                CENTRED,
                ZERO_POINT,
                cast("same"),
                NodeDefs.node("same", "Identity", "stored")
                    .putAttr("T", NodeDefs.type(DataType.DT_UINT8))
                    .build(),
                stored()));
    assertEquals(Map.of("Placeholder", 1, "Const", 1, "Conv2D", 1), Layers.ops(folded));
    assertArrayEquals(WEIGHTS, Layers.floats(folded, "weights"));
  }

  @Test
  void shouldSubtractInTheRightOrder() {
    GraphDef folded =
        folded(
            quantised(
                stored(),
                cast("stored"),
                ZERO_POINT,
                Layers.op("weights", "Sub", "zero_point", "cast")));
    assertArrayEquals(new float[] {128, 1, 0, -1, -127, -8}, Layers.floats(folded, "weights"));
  }

  @Test
  void shouldReadFrozenVariablesAhead() {
    NodeDef variable = Layers.WEIGHTS.toBuilder().setName("variable").build();
    GraphDef folded = folded(quantised(variable, Layers.op("weights", "Identity", "variable")));
    assertEquals(Layers.graph(Layers.WEIGHTS, Layers.CONV), folded);
  }

  @Test
  void shouldKeepWhatIsReadOnTheWay() {
    GraphDef graph = quantised(stored(), cast("stored"), ZERO_POINT, CENTRED, scales(), SCALED);
    GraphDef folded = Dequantizer.fold(graph, List.of("conv", "centred"));
    assertArrayEquals(new float[] {-128, -1, 0, 1, 127, 8}, Layers.floats(folded, "centred"));
    assertEquals(4, folded.getNodeCount());
  }

  @Test
  void shouldLeaveComputationsOfImagesAlone() {
    GraphDef graph =
        Layers.behindConv(
            Layers.vector("c", 3, 5),
            Layers.op("scaled", "Mul", "conv", "c"),
            Layers.op("out", "Relu", "c"),
            Layers.op("both", "Add", "out", "scaled"));
    assertEquals(graph, Dequantizer.fold(graph, List.of("both")));
  }

  @Test
  void shouldLeaveAloneWhatIsNoDequantisation() {
    NodeDef waits = Layers.op("weights", "Identity", "variable", "^image");
    NodeDef variable = Layers.WEIGHTS.toBuilder().setName("variable").build();
    GraphDef waiting = quantised(variable, waits);
    assertEquals(waiting, Dequantizer.fold(waiting, List.of("conv")));
    GraphDef outer =
        Layers.graph(
            Layers.vector("row", 1, 2),
            NodeDefs.constFloats("column", List.of(2, 1), 1, 2),
            Layers.op("product", "Mul", "row", "column"));
    assertEquals(
        outer.getNodeList().subList(1, 4),
        Dequantizer.fold(outer, List.of("product")).getNodeList());
    GraphDef truncated =
        Layers.graph(
            NodeDefs.constFloat("c", 1.5f),
            NodeDefs.node("out", "Cast", "c")
                .putAttr("SrcT", NodeDefs.type(DataType.DT_FLOAT))
                .putAttr("DstT", NodeDefs.type(DataType.DT_INT32))
                .build());
    assertEquals(
        truncated.getNodeList().subList(1, 3),
        Dequantizer.fold(truncated, List.of("out")).getNodeList());
  }

  @Test
  void shouldRefuseDamagedConstants() {
    assertRefused(
        quantised(Layers.cutShort(stored()), cast("stored"), ZERO_POINT, CENTRED, scales(), SCALED),
        "node 'stored' (Const) does not hold the values that its shape promises");
    assertRefused(
        quantised(stored(), cast("stored"), ZERO_POINT, CENTRED, Layers.cutShort(scales()), SCALED),
        "node 'scale' (Const) does not hold the values that its shape promises");
    assertRefused(
        quantised(stored(), cast("stored"), Layers.op("weights", "Mul", "cast")),
        "node 'weights' (Mul) has no input 1");
  }

  private static void assertRefused(GraphDef graph, String message) {
    GraphException e =
        assertThrows(GraphException.class, () -> Dequantizer.fold(graph, List.of("conv")));
    assertEquals(message, e.getMessage());
  }

  /** It belongs to a loop or a branch, and what is computed of it does, too. */
  @Test
  void shouldLeaveConstantsThatWait() {
    NodeDef waiting = Layers.vector("waiting", 1, 2).toBuilder().addInput("^image").build();
    GraphDef graph =
        Layers.graph(waiting, Layers.vector("c", 3, 4), Layers.op("out", "Mul", "waiting", "c"));
    assertEquals(graph, Dequantizer.fold(graph, List.of("out")));
  }
}
