package org.imagebeam.graph.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class ImageInputTest {
  private static final DataType FLOAT = DataType.DT_FLOAT;

  private static BatchedGraph add(GraphDef graph, String input, String output) {
    ImageFeed feed = new ImageFeed(input, Optional.empty(), Optional.empty(), false);
    return BatchDimension.add(graph, feed, output);
  }

  private static String refusal(GraphDef graph, String output) {
    return assertThrows(UnfitGraphException.class, () -> add(graph, "input", output)).getMessage();
  }

  private static GivenGraphs decoding(DataType dtype) {
    GivenGraphs given = GivenGraphs.placeholder(DataType.DT_STRING);
    return given.then(
        NodeDefs.node("decode", dtype == FLOAT ? "DecodeImage" : "DecodePng", "")
            .putAttr("channels", NodeDefs.integer(3))
            .putAttr("dtype", NodeDefs.type(dtype)));
  }

  @Test
  void shouldSayWhereToFeedPixelsOfAnotherDtype() {
    assertEquals(
        "node 'decode' (DecodeImage) gives float32 pixels of 0 to 1, and images are decoded to"
            + " uint8 alone: name the node behind it as the input, with \"scale\": 0.00392157 in"
            + " model.json",
        refusal(decoding(FLOAT).expanded().network().graph(), "out"));
    assertEquals(
        "node 'decode' (DecodePng) gives uint16 pixels of 0 to 65535, and images are decoded to"
            + " uint8 alone: name the node behind it as the input, with \"scale\": 257 in"
            + " model.json",
        refusal(
            decoding(DataType.DT_UINT16).cast(DataType.DT_UINT16, FLOAT).expanded().graph(),
            "out"));
  }

  @Test
  void shouldNameThePixelsOfABatchOfFiles() {
    GivenGraphs given = GivenGraphs.placeholder(DataType.DT_STRING, -1);
    given.with(NodeDefs.constInts("none", List.of(0)));
    given.then(
        NodeDefs.node("one", "Reshape", "", "none")
            .putAttr("T", NodeDefs.type(DataType.DT_STRING))
            .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
    given.then(NodeDefs.node("decode", "DecodeJpeg", "").putAttr("channels", NodeDefs.integer(3)));
    GraphDef graph = given.cast(DataType.DT_UINT8, FLOAT).expanded().network().graph();
    assertEquals(
        "node 'input' (Placeholder) takes strings, and no node that decodes one image follows on"
            + " it alone: name 'expand5' (ExpandDims), which has the pixels [1, ?, ?, 3], as the"
            + " input; images are then decoded and resized in front of the graph",
        refusal(graph, "out"));
  }
}
