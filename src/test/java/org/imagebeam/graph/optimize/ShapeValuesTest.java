package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ShapeValuesTest {
  private static Optional<List<Long>> value(NodeDef... nodes) {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("image", DataType.DT_FLOAT, -1, 4, 6, 8))
            .addNode(ShapeSettlerTest.shape("shape", "image"))
            .addNode(Nodes.intVector("one", 1))
            .addNode(Nodes.intVector("three", 3))
            .addAllNode(List.of(nodes))
            .build();
    try (InferredShapes shapes = new InferredShapes(graph)) {
      return new ShapeValues(new GraphIndex(graph), shapes).of("out");
    }
  }

  private static NodeDef slice(String begin, String end, String stride, String mask) {
    return NodeDefs.node("out", "StridedSlice", "shape", begin, end, stride)
        .putAttr("T", Nodes.type(DataType.DT_INT32))
        .putAttr("Index", Nodes.type(DataType.DT_INT32))
        .putAttr(mask, Nodes.of(1))
        .build();
  }

  @Test
  void shouldTellTheSizesThatAreKnown() {
    assertEquals(
        Optional.of(List.of(-1L, 4L, 6L, 8L)), value(ShapeSettlerTest.shape("out", "image")));
    assertEquals(Optional.of(List.of(4L, 6L)), value(slice("one", "three", "one", "shrink_none")));
    assertEquals(Optional.of(List.of(4L, 6L, 8L)), value(slice("one", "three", "one", "end_mask")));
    assertEquals(
        Optional.of(List.of(-1L, 4L, 6L)), value(slice("one", "three", "one", "begin_mask")));
    assertEquals(Optional.of(List.of(4L)), value(slice("one", "three", "one", "shrink_axis_mask")));
    assertEquals(
        Optional.of(List.of(12L)),
        value(
            Nodes.intVector("four", 4), ShapeSettlerTest.integers("out", "Mul", "three", "four")));
  }

  @Test
  void shouldSayNothingOfWhatItDoesNotKnow() {
    assertEquals(Optional.empty(), value(slice("one", "three", "three", "shrink_none")));
    assertEquals(Optional.empty(), value(slice("one", "three", "one", "new_axis_mask")));
    assertEquals(Optional.empty(), value(ShapeSettlerTest.integers("out", "Neg", "one")));
  }
}
