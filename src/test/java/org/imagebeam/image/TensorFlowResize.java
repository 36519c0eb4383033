package org.imagebeam.image;

import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Nodes;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Resizes by TensorFlow's own ops, as {@code tf.image.resize} wires them. */
public final class TensorFlowResize {
  private TensorFlowResize() {}

  /**
   * Resizes the whole of an image.
   *
   * @return {@code [height, width, 3]} in row order
   */
  public static float[] run(Sizing sizing, ArrayRows image, int height, int width) {
    float[] scale = {height / (float) image.height(), width / (float) image.width()};
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("image", DataType.DT_FLOAT))
            .addNode(NodeDefs.constInts("size", List.of(2), height, width))
            .addNode(NodeDefs.constFloats("scale", List.of(2), scale))
            .addNode(NodeDefs.constFloats("translation", List.of(2), 0, 0))
            .addNode(node(sizing))
            .build();
    float[] resized = new float[3 * height * width];
    Shape shape = Shape.of(1, image.height(), image.width(), 3);
    try (GraphSession session = GraphSession.open(graph, SessionOptions.DEFAULT);
        TFloat32 fed = TFloat32.tensorOf(shape, DataBuffers.of(image.values()));
        Tensor fetched = session.run(Map.of("image", fed), "resized")) {
      fetched.asRawTensor().data().asFloats().read(resized);
    }
    return resized;
  }

  private static NodeDef node(Sizing sizing) {
    NodeDef.Builder node =
        NodeDef.newBuilder()
            .setName("resized")
            .addInput("image")
            .addInput("size")
            .putAttr("T", Nodes.type(DataType.DT_FLOAT));
    if (sizing.antialias()) {
      return node.setOp("ScaleAndTranslate")
          .addInput("scale")
          .addInput("translation")
          .putAttr("antialias", Nodes.of(true))
          .putAttr(
              "kernel_type",
              Nodes.string(
                  switch (sizing.method()) {
                    case BICUBIC -> "keyscubic";
                    default -> "triangle";
                  }))
          .build();
    }
    return switch (sizing.method()) {
      case AREA -> node.setOp("ResizeArea").build();
      case BICUBIC ->
          node.setOp("ResizeBicubic").putAttr("half_pixel_centers", Nodes.of(true)).build();
      case BILINEAR -> node.setOp("ResizeBilinear").build();
      case BILINEAR_HALF_PIXEL ->
          node.setOp("ResizeBilinear").putAttr("half_pixel_centers", Nodes.of(true)).build();
    };
  }
}
