package org.imagebeam.graph.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class InputFinderTest {
  private static final GraphDef PIXELS =
      GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph();

  private static String find(GraphDef graph) {
    try (InferredShapes shapes = new InferredShapes(graph)) {
      return new InputFinder(graph, shapes).find().toString();
    }
  }

  private static GraphDef with(GraphDef graph, DataType dtype, String name, long... shape) {
    return graph.toBuilder()
        .addNode(GivenGraphs.placeholder(dtype, shape).graph().getNode(0).toBuilder().setName(name))
        .build();
  }

  @Test
  void shouldFindPixels() {
    assertEquals("input", find(PIXELS));
    assertEquals("any", find(with(GraphDef.getDefaultInstance(), DataType.DT_UINT8, "any")));
  }

  @Test
  void shouldFindTheBytesOfAFile() {
    assertEquals("DecodeJpeg/contents", find(TinyGraphs.imageNet(16, 9, 1)));
    assertEquals("input", find(GivenGraphs.decoding().graph()));
  }

  /** As the graph of inception-2015-12-05 has it. */
  @Test
  void shouldTakeAConstantOfTheKnownName() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(NodeDefs.constBytes("DecodeJpeg/contents", ByteString.EMPTY));
    assertEquals("DecodeJpeg/contents", find(graph.build()));
  }

  @Test
  void shouldPassOverWhatTakesNoImage() {
    GraphDef graph = with(PIXELS, DataType.DT_BOOL, "is_training");
    graph = with(graph, DataType.DT_FLOAT, "keep_prob", 1);
    graph = with(graph, DataType.DT_INT64, "labels", -1);
    assertEquals("input", find(graph));
  }

  /** As TensorFlow leaves them behind where it makes loops of functions. */
  @Test
  void shouldPassOverWhatNothingReads() {
    GraphDef read =
        with(GraphDef.getDefaultInstance(), DataType.DT_FLOAT, "image", -1, 8, 8, 3).toBuilder()
            .addNode(NodeDefs.floatNode("relu", "Relu", "image"))
            .build();
    assertEquals("image", find(with(read, DataType.DT_INT32, "unused_control_flow_input")));
  }

  @Test
  void shouldPreferKnownNames() {
    GraphDef graph = with(PIXELS, DataType.DT_STRING, "DecodeJPGInput", 1);
    assertEquals("DecodeJPGInput", find(graph));
  }

  @Test
  void shouldNameThoseThatCouldBeMeant() {
    GraphDef graph =
        with(
            with(GraphDef.getDefaultInstance(), DataType.DT_FLOAT, "left", -1, 8, 8, 3),
            DataType.DT_UINT8,
            "right",
            8,
            8,
            3);
    AmbiguousEndException e = assertThrows(AmbiguousEndException.class, () -> find(graph));
    assertEquals(AmbiguousEndException.End.INPUT, e.end());
    assertEquals(
        "the graph has several placeholders that could take an image:"
            + " name one of 'left' (float32 [?, 8, 8, 3]), 'right' (uint8 [8, 8, 3])",
        e.getMessage());
    AmbiguousEndException none =
        assertThrows(
            AmbiguousEndException.class, () -> find(with(graphOfNone(), DataType.DT_BOOL, "b")));
    assertEquals("the graph has no placeholder that could take an image", none.getMessage());
  }

  private static GraphDef graphOfNone() {
    return GraphDef.newBuilder().addNode(NodeDefs.constFloat("a", 1)).build();
  }
}
