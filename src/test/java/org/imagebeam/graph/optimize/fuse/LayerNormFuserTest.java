package org.imagebeam.graph.optimize.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.SameAnswers;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class LayerNormFuserTest {
  /** The ways to write what comes behind the root. */
  private enum Way {
    KERAS_3,
    BATCH_NORMALIZATION,
    DIFFERENCE,
    DIVISION,
    WITHOUT_OFFSET,
    WITHOUT_SCALE
  }

  private final List<NodeDef> nodes = new ArrayList<>();

  private void op(String name, String op, String... inputs) {
    nodes.add(Layers.op(name, op, inputs));
  }

  private void mean(String name, String input, int axis) {
    nodes.add(Nodes.intVector(name + "/axis", axis));
    nodes.add(
        Layers.op(name, "Mean", input, name + "/axis").toBuilder()
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .putAttr("keep_dims", Nodes.of(true))
            .build());
  }

  private GraphDef graph(Way way, int axis, long... shape) {
    nodes.add(Nodes.placeholder("image", DataType.DT_FLOAT, Arrays.stream(shape).boxed().toList()));
    mean("mean", "image", axis);
    op("difference", "SquaredDifference", "image", "mean");
    mean("variance", "difference", axis);
    nodes.add(NodeDefs.constFloats("epsilon", List.of(), 0.01f));
    op("sum", "AddV2", "variance", "epsilon");
    op("root", way == Way.DIVISION ? "Sqrt" : "Rsqrt", "sum");
    nodes.add(NodeDefs.constFloats("gamma", List.of(1, 1, 6), Layers.random(6)));
    nodes.add(NodeDefs.constFloats("beta", List.of(6), 3, -1, 0, 0.5f, 7, -2));
    switch (way) {
      case KERAS_3 -> {
        op("scale", "Mul", "root", "gamma");
        op("scaled", "Mul", "image", "scale");
        op("minus", "Neg", "mean");
        op("shift", "Mul", "minus", "scale");
        op("offset", "AddV2", "shift", "beta");
        op("out", "AddV2", "scaled", "offset");
      }
      case BATCH_NORMALIZATION -> {
        op("scale", "Mul", "root", "gamma");
        op("scaled", "Mul", "image", "scale");
        op("shift", "Mul", "mean", "scale");
        op("offset", "Sub", "beta", "shift");
        op("out", "AddV2", "scaled", "offset");
      }
      case DIFFERENCE -> {
        op("centred", "Sub", "image", "mean");
        op("normed", "Mul", "centred", "root");
        op("scaled", "Mul", "normed", "gamma");
        op("out", "AddV2", "scaled", "beta");
      }
      case DIVISION -> {
        op("centred", "Sub", "image", "mean");
        op("normed", "RealDiv", "centred", "root");
        op("scaled", "Mul", "normed", "gamma");
        op("out", "AddV2", "scaled", "beta");
      }
      case WITHOUT_OFFSET -> {
        op("centred", "Sub", "image", "mean");
        op("scale", "Mul", "root", "gamma");
        op("out", "Mul", "centred", "scale");
      }
      case WITHOUT_SCALE -> {
        op("centred", "Sub", "image", "mean");
        op("normed", "Mul", "centred", "root");
        op("out", "AddV2", "normed", "beta");
      }
    }
    return GraphDef.newBuilder().addAllNode(nodes).build();
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
    nodes.clear();
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
