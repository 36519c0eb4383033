package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Nodes from a placeholder of float32 {@code [batch, height, width, 3]} to the dtype and shape that
 * a graph takes. A cast to whole numbers cuts off what is behind the point, as TensorFlow's does,
 * and what is beyond the dtype becomes its least or greatest value.
 */
final class PixelAdapter {
  private final GraphIndex index;
  private final String place;
  private final List<NodeDef> nodes = new ArrayList<>();
  private final List<NodeDef.Builder> steps = new ArrayList<>();

  /**
   * @param index of the graph, for free names
   * @param place the node of the graph that the last of the nodes replaces, under its name
   */
  PixelAdapter(GraphIndex index, String place) {
    this.index = index;
    this.place = place;
  }

  /** Casts the pixels. */
  PixelAdapter to(DataType dtype) {
    Dtypes.LIMITS.getOrDefault(dtype, Optional.empty()).ifPresent(this::clip);
    if (dtype != DataType.DT_FLOAT) {
      steps.add(cast(DataType.DT_FLOAT, dtype));
    }
    return this;
  }

  /** Casts the pixels there and back: what comes out is float32 that the dtype can hold. */
  PixelAdapter by(DataType dtype) {
    to(dtype);
    if (dtype != DataType.DT_FLOAT) {
      steps.add(cast(dtype, DataType.DT_FLOAT));
    }
    return this;
  }

  /** Makes that many of one image, first of all. */
  PixelAdapter times(int images) {
    if (images > 1) {
      steps.add(
          0,
          with(NodeDef.newBuilder().setOp("Tile"), Nodes.intVector(free("times"), images, 1, 1, 1))
              .putAttr("T", Nodes.type(DataType.DT_FLOAT))
              .putAttr("Tmultiples", Nodes.type(DataType.DT_INT32)));
    }
    return this;
  }

  /** Drops the batch dimension, of a batch of one; before any cast. */
  PixelAdapter single() {
    steps.add(
        NodeDef.newBuilder()
            .setOp("Squeeze")
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("squeeze_dims", Nodes.integers(List.of(0L))));
    return this;
  }

  /**
   * Puts the channels before height and width; before any cast.
   *
   * @param one whether there is no batch dimension
   */
  PixelAdapter channelsFirst(boolean one) {
    NodeDef order =
        one ? Nodes.intVector(free("order"), 2, 0, 1) : Nodes.intVector(free("order"), 0, 3, 1, 2);
    steps.add(
        with(NodeDef.newBuilder().setOp("Transpose"), order)
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("Tperm", Nodes.type(DataType.DT_INT32)));
    return this;
  }

  /** Scales the pixels as nodes of the graph do, which keep their names. */
  PixelAdapter scaled(List<PixelChain.Step> scaling) {
    for (PixelChain.Step step : scaling) {
      steps.add(step.node().toBuilder().setInput(step.operand(), ""));
    }
    return this;
  }

  private void clip(float[] limits) {
    for (int i = 0; i < limits.length; i++) {
      FloatTensor limit = new FloatTensor(List.of(), new float[] {limits[i]});
      steps.add(
          with(
                  NodeDef.newBuilder().setOp(i == 0 ? "Maximum" : "Minimum"),
                  limit.toConst(free(i == 0 ? "least" : "greatest")))
              .putAttr("T", Nodes.type(DataType.DT_FLOAT)));
    }
  }

  private NodeDef.Builder with(NodeDef.Builder op, NodeDef constant) {
    nodes.add(constant);
    return op.addInput("").addInput(constant.getName());
  }

  private static NodeDef.Builder cast(DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setOp("Cast")
        .putAttr("SrcT", Nodes.type(from))
        .putAttr("DstT", Nodes.type(to));
  }

  /** A node that casts what another gives. */
  static NodeDef toFloat(GraphIndex index, String node, DataType dtype) {
    return cast(dtype, DataType.DT_FLOAT)
        .setName(index.freeName(node + "/float32"))
        .addInput(node)
        .build();
  }

  private String free(String what) {
    return index.freeName(place + "/pixels/" + what);
  }

  /**
   * Makes the nodes.
   *
   * @param shape of the placeholder, -1 for what is open
   * @return the placeholder first, the one under the name of the place last
   */
  List<NodeDef> nodes(long... shape) {
    if (steps.isEmpty()) {
      return List.of(Nodes.placeholder(place, DataType.DT_FLOAT, shape));
    }
    if (!steps.get(steps.size() - 1).getName().isEmpty()) {
      // That one is a node of the graph, and the place another.
      steps.add(NodeDef.newBuilder().setOp("Identity").putAttr("T", Nodes.type(DataType.DT_FLOAT)));
    }
    String last = index.freeName(place + "/pixels");
    List<NodeDef> all = new ArrayList<>();
    all.add(Nodes.placeholder(last, DataType.DT_FLOAT, shape));
    all.addAll(nodes);
    for (int i = 0; i < steps.size(); i++) {
      NodeDef.Builder step = steps.get(i).clone();
      if (step.getInputCount() == 0) {
        step.addInput(last);
      } else {
        step.setInput(step.getInputList().indexOf(""), last);
      }
      if (i == steps.size() - 1) {
        step.setName(place);
      } else if (step.getName().isEmpty()) {
        step.setName(free(Integer.toString(i)));
      }
      last = step.getName();
      all.add(step.build());
    }
    return Collections.unmodifiableList(all);
  }
}
