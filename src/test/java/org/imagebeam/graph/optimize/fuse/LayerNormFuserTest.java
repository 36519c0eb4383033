package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.graph.WrittenNodes;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

class LayerNormFuserTest {
  /** The ways to write what comes behind the root. */
  private enum Way {
    KERAS_3(true),
    BATCH_NORMALIZATION(true),
    DIFFERENCE(false),
    DIVISION(false),
    WITHOUT_OFFSET(false),
    WITHOUT_SCALE(false);

    /** Whether the root and gamma are multiplied first, and the image with both. */
    final boolean folded;

    Way(boolean folded) {
      this.folded = folded;
    }
  }

  private static GraphDef graph(Way way, int axis, long... shape) {
    WrittenNodes nodes = new WrittenNodes();
    nodes.add(Nodes.placeholder("image", DataType.DT_FLOAT, shape));
    nodes.mean("mean", "image", axis);
    nodes.op("difference", "SquaredDifference", "image", "mean");
    nodes.mean("variance", "difference", axis);
    nodes.op("sum", "AddV2", "variance", nodes.scalar("epsilon", 0.01f));
    nodes.op("root", way == Way.DIVISION ? "Sqrt" : "Rsqrt", "sum");
    nodes.add(NodeDefs.constFloats("gamma", List.of(1, 1, 6), Layers.random(6)));
    nodes.add(NodeDefs.constFloats("beta", List.of(6), 3, -1, 0, 0.5f, 7, -2));
    if (way.folded) {
      nodes.op("scale", "Mul", "root", "gamma");
    } else {
      nodes.op("centred", "Sub", "image", "mean");
    }
    switch (way) {
      case KERAS_3 -> {
        nodes.op("scaled", "Mul", "image", "scale");
        nodes.op("shift", "Mul", nodes.op("minus", "Neg", "mean"), "scale");
        nodes.op("out", "AddV2", "scaled", nodes.op("offset", "AddV2", "shift", "beta"));
      }
      case BATCH_NORMALIZATION -> {
        nodes.op("scaled", "Mul", "image", "scale");
        nodes.op("shift", "Mul", "mean", "scale");
        nodes.op("out", "AddV2", "scaled", nodes.op("offset", "Sub", "beta", "shift"));
      }
      case DIFFERENCE, DIVISION -> {
        nodes.op("normed", way == Way.DIVISION ? "RealDiv" : "Mul", "centred", "root");
        nodes.op("out", "AddV2", nodes.op("scaled", "Mul", "normed", "gamma"), "beta");
      }
      case WITHOUT_OFFSET ->
          nodes.op("out", "Mul", "centred", nodes.op("scale", "Mul", "root", "gamma"));
      case WITHOUT_SCALE ->
          nodes.op("out", "AddV2", nodes.op("normed", "Mul", "centred", "root"), "beta");
    }
    return nodes.graph();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void shouldFuseANormHoweverItIsWritten(Way way) {
    GraphDef graph = graph(way, -1, -1, 5, 6);
    GraphDef fused = LayerNormFuser.fuse(graph, List.of("out"));
    assertEquals(1, Layers.ops(fused).get("_MklLayerNorm"));
    assertEquals(3, Layers.ops(fused).values().stream().filter(count -> count > 0).count());
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, 5, 6);
  }

  @Test
  void shouldReshapeFourDimensions() {
    GraphDef graph = graph(Way.KERAS_3, 3, -1, 4, 5, 6);
    GraphDef fused = LayerNormFuser.fuse(graph, List.of("out"));
    assertEquals(2, Layers.ops(fused).get("Reshape"));
    SameAnswers.assertSameWhereFused(graph, fused, "out", 2, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "root", "scale", "scaled"})
  void shouldLeaveANormOfWhichOthersSeeAPart(String seen) {
    GraphDef graph = graph(Way.KERAS_3, -1, -1, 5, 6);
    assertEquals(graph, LayerNormFuser.fuse(graph, List.of("out", seen)));
  }

  @Test
  void shouldKeepTheInputForOthers() {
    GraphDef graph =
        graph(Way.KERAS_3, -1, -1, 5, 6).toBuilder()
            .addNode(Layers.op("residual", "AddV2", "out", "image"))
            .build();
    GraphDef fused = LayerNormFuser.fuse(graph, List.of("residual"));
    assertEquals(1, Layers.ops(fused).get("_MklLayerNorm"));
    SameAnswers.assertSameWhereFused(graph, fused, "residual", 2, 5, 6);
  }

  @Test
  void shouldLeaveNormsOverOtherDimensionsAndOfUnknownChannels() {
    GraphDef other = graph(Way.DIFFERENCE, 1, -1, 5, 6);
    assertEquals(other, LayerNormFuser.fuse(other, List.of("out")));
    GraphDef unknown = graph(Way.DIFFERENCE, -1, -1, -1, 6);
    assertEquals(unknown, LayerNormFuser.fuse(unknown, List.of("out")));
  }

  @Test
  void shouldLeaveWhatIsAlmostANorm() {
    GraphDef graph = graph(Way.DIFFERENCE, -1, -1, 5, 6);
    GraphDef.Builder twice = graph.toBuilder();
    for (int i = 0; i < twice.getNodeCount(); i++) {
      if (twice.getNode(i).getName().equals("normed")) {
        twice.setNode(i, Layers.op("normed", "Mul", "image", "root"));
      }
    }
    GraphDef fused = LayerNormFuser.fuse(twice.build(), List.of("out"));
    assertEquals(null, Layers.ops(fused).get("_MklLayerNorm"));
  }
}
