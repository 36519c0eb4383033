package org.imagebeam.graph.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class FrontControlsTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;

  /** Resizes by itself, and its output waits for an Assert about the image and for its logits. */
  private static GraphDef asserting() {
    AttrValue floats =
        AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(FLOAT)).build();
    NodeDef all =
        NodeDefs.node("all", "All", "finite", "all/axes")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
            .build();
    return GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3)
        .with(NodeDefs.floatNode("finite", "IsFinite", "input").build())
        .with(NodeDefs.constInts("all/axes", List.of(4), 0, 1, 2, 3))
        .with(all)
        .with(NodeDefs.node("check", "Assert", "all", "input").putAttr("T", floats).build())
        .with(NodeDefs.node("checks", "NoOp", "^check").build())
        .resized("ResizeBilinear", FLOAT, "half_pixel_centers")
        .network()
        .then(NodeDefs.floatNode("waiting", "Identity", "", "^checks", "^logits"))
        .graph();
  }

  @Test
  void shouldCheckAnImageInFrontOfTheCut() {
    GraphDef graph = asserting();
    BatchedGraph batched =
        BatchDimension.add(
            graph, new ImageFeed("input", Optional.empty(), Optional.empty(), false), "out");
    ImageFront front = batched.front().orElseThrow();
    NodeDef cut = new GraphIndex(front.graph()).get(batched.place());
    assertEquals("ResizeBilinear", cut.getOp());
    assertEquals("^checks", cut.getInput(cut.getInputCount() - 1));
    assertTrue(new GraphIndex(front.graph()).find("check").isPresent());
    GraphIndex behind = new GraphIndex(batched.graph());
    assertTrue(behind.find("check").isEmpty());
    assertTrue(
        behind.get(batched.output()).getInputList().contains("^logits"),
        "what is behind the cut is waited for there");
  }
}
