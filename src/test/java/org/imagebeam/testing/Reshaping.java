package org.imagebeam.testing;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Graphs of a few nodes, fed images of 2 by 2 at the float placeholder {@code image}: what they
 * answer can be told without running them.
 */
public final class Reshaping {
  public static final int SIDE = 2;
  public static final int VALUES = SIDE * SIDE * 3;

  private Reshaping() {}

  public static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder()
        .addNode(NodeDefs.placeholder("image", DataType.DT_FLOAT))
        .addAllNode(Arrays.asList(nodes))
        .build();
  }

  public static NodeDef shape(int... dims) {
    return NodeDefs.constInts("shape", List.of(dims.length), dims);
  }

  public static NodeDef reshape(String name, String input, String shape) {
    return NodeDefs.floatNode(name, "Reshape", input, shape)
        .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32))
        .build();
  }

  /** Images whose values run on from 0: no two values of a batch are the same. */
  public static float[] images(int count) {
    float[] values = new float[count * VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }
}
