package org.imagebeam.graph.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.ImageFront;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.Reshaping;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

class BatchDimensionTest {
  private static final GraphDef TINY = TinyGraphs.imageNet(16, 10, 1);
  private static final String CONTENTS = "DecodeJpeg/contents";

  private static BatchedGraph add(GraphDef graph, String input, String... outputs) {
    return BatchDimension.add(graph, input, List.of(outputs), Optional.empty(), Optional.empty());
  }

  private static GraphException refusal(GraphDef graph, String input, String... outputs) {
    return assertThrows(GraphException.class, () -> add(graph, input, outputs));
  }

  private static GraphDef with(GraphDef graph, NodeDef replacement) {
    GraphDef.Builder builder = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      builder.addNode(node.getName().equals(replacement.getName()) ? replacement : node);
    }
    return builder.build();
  }

  private static List<Long> inputShape(BatchedGraph batched) {
    return new GraphIndex(batched.graph())
        .get(batched.input()).getAttrOrThrow("shape").getShape().getDimList().stream()
            .map(dim -> dim.getSize())
            .toList();
  }

  @Test
  void shouldCutBehindTheResize() {
    BatchedGraph batched = add(TINY, CONTENTS, "softmax");
    assertEquals("ResizeBilinear", batched.input());
    assertEquals(16, batched.height());
    assertEquals(16, batched.width());
    assertTrue(batched.rawPixels());
    assertEquals(List.of(-1L, 16L, 16L, 3L), inputShape(batched));
    GraphIndex index = new GraphIndex(batched.graph());
    assertEquals("Placeholder", index.get("ResizeBilinear").getOp());
    for (String front : List.of(CONTENTS, "DecodeJpeg", "Cast", "ExpandDims")) {
      assertEquals(Optional.empty(), index.find(front), front);
    }
  }

  @Test
  void shouldTakeHeightBeforeWidth() {
    GraphDef oblong = with(TINY, NodeDefs.constInts("ResizeBilinear/size", List.of(2), 16, 24));
    BatchedGraph batched = add(oblong, CONTENTS, "conv");
    assertEquals(16, batched.height());
    assertEquals(24, batched.width());
    assertEquals(List.of(-1L, 16L, 24L, 3L), inputShape(batched));
  }

  @Test
  void shouldCutAtTheSamePlaceWhereverTheFrontIsFed() {
    BatchedGraph expected = add(TINY, CONTENTS, "softmax");
    for (String input : List.of("DecodeJpeg", "Cast", "ExpandDims", "ResizeBilinear")) {
      BatchedGraph fed = add(TINY, input, "softmax");
      assertEquals(input.equals("DecodeJpeg"), fed.rawPixels(), input);
      assertEquals(expected, fed.withRawPixels(true), input);
    }
  }

  @Test
  void shouldTakeTheStatedSizeOnlyIfItIsTheGraphs() {
    assertEquals(
        add(TINY, CONTENTS, "softmax"),
        BatchDimension.add(TINY, CONTENTS, List.of("softmax"), Optional.of(16), Optional.of(16)));
    for (String input : List.of(CONTENTS, "ResizeBilinear", "Mul")) {
      String place = input.equals("Mul") ? "Mul" : "ResizeBilinear";
      GraphException e =
          assertThrows(
              GraphException.class,
              () ->
                  BatchDimension.add(
                      TINY, input, List.of("softmax"), Optional.of(7), Optional.of(8)));
      assertEquals(
          "the size is stated as [7, 8], and node '"
              + place
              + "' ("
              + place
              + ") has images of [16, 16]: leave it out, or state the graph's",
          e.getMessage());
    }
  }

  @Test
  void shouldFeedImagesOfTheStatedSizeWhereTheGraphTakesAny() {
    BatchedGraph batched =
        BatchDimension.add(TINY, "ExpandDims", List.of("softmax"), Optional.of(7), Optional.of(8));
    assertEquals("ExpandDims", batched.input());
    assertEquals(List.of(-1L, 7L, 8L, 3L), inputShape(batched));
    assertTrue(new GraphIndex(batched.graph()).find("ResizeBilinear").isPresent());
  }

  @Test
  void shouldTakeTheGraphsSizeBehindTheResize() {
    BatchedGraph batched = add(TINY, "Mul", "softmax");
    assertEquals("Mul", batched.input());
    assertFalse(batched.rawPixels());
    assertEquals(List.of(-1L, 16L, 16L, 3L), inputShape(batched));
    assertEquals(Optional.empty(), new GraphIndex(batched.graph()).find("Sub"));
  }

  private static final GraphDef FREE =
      Reshaping.graph(NodeDefs.floatNode("out", "Relu", "image").build());

  @Test
  void shouldAskForAnUnknownSize() {
    String message =
        "node 'image' (Placeholder) takes images of any size, and no node behind it brings them"
            + " all to one: state \"size\" in model.json as [height, width], or the size where it is"
            + " imported";
    assertEquals(message, refusal(FREE, "image", "out").getMessage());
    GraphException half =
        assertThrows(
            GraphException.class,
            () ->
                BatchDimension.add(
                    FREE, "image", List.of("out"), Optional.of(16), Optional.empty()));
    assertEquals(message, half.getMessage());
  }

  @Test
  void shouldNameMissingNodes() {
    assertEquals("the graph has no node 'image'", refusal(TINY, "image", "softmax").getMessage());
    assertEquals(
        "the graph has no node 'scores'",
        refusal(TINY, CONTENTS, "softmax", "scores").getMessage());
  }

  @Test
  void shouldRefuseOutputsThatDoNotDependOnTheInput() {
    assertEquals(
        "node 'softmax/weights' doesn't depend on the pixels, which are fed at node"
            + " 'DecodeJpeg/contents': name one that is computed from them",
        refusal(TINY, CONTENTS, "softmax", "softmax/weights").getMessage());
    assertThrows(GraphException.class, () -> add(TINY, CONTENTS, "Cast"));
  }

  @Test
  void shouldAskForTheSizeWhereNoConstantSaysIt() {
    GraphDef fed = with(TINY, NodeDefs.placeholder("ResizeBilinear/size", DataType.DT_INT32));
    String message = refusal(fed, CONTENTS, "softmax").getMessage();
    assertTrue(message.contains("takes images of any size"), message);
  }

  @Test
  void shouldLeaveResizesToTheGraphThatSampleElsewhere() {
    NodeDef resize = new GraphIndex(TINY).get("ResizeBilinear");
    for (String attribute : List.of("align_corners", "half_pixel_centers")) {
      NodeDef off = resize.toBuilder().putAttr(attribute, NodeDefs.bool(false)).build();
      assertEquals(Optional.empty(), add(with(TINY, off), CONTENTS, "softmax").front());
      NodeDef on = resize.toBuilder().putAttr(attribute, NodeDefs.bool(true)).build();
      BatchedGraph batched = add(with(TINY, on), CONTENTS, "softmax");
      ImageFront front = batched.front().orElseThrow();
      assertEquals(on, new GraphIndex(front.graph()).get("ResizeBilinear"));
      assertEquals(16, batched.height());
      assertEquals(Optional.empty(), new GraphIndex(batched.graph()).find("DecodeJpeg"));
    }
  }

  @Test
  void shouldKeepVersionsAndTheNetworksNodes() {
    GraphDef old = TINY.toBuilder().setVersions(VersionDef.newBuilder().setProducer(8)).build();
    GraphDef batched = add(old, CONTENTS, "softmax").graph();
    assertEquals(old.getVersions(), batched.getVersions());
    GraphIndex before = new GraphIndex(old);
    List<String> others =
        batched.getNodeList().stream()
            .filter(node -> !before.find(node.getName()).equals(Optional.of(node)))
            .map(NodeDef::getName)
            .toList();
    assertEquals(
        List.of("pool_3/_reshape/batch_shape", "ResizeBilinear", "pool_3/_reshape"), others);
  }
}
