package org.imagebeam.testing;

import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The first and the last nodes of an image classifier as the graph of 2015 names and wires them:
 * one encoded image in, one row of scores out, a batch of one.
 */
final class GraphEnds {
  /** Logits this many times He's scale put most top scores between 0.1 and 0.9. */
  private static final float SPREAD = 9;

  private GraphEnds() {}

  /** From the encoded bytes to {@code Mul}: [1, size, size, 3], float32 of [-1, 1). */
  static List<NodeDef> image(NodeDef contents, int size) {
    return List.of(
        contents,
        NodeDefs.node("DecodeJpeg", "DecodeJpeg", contents.getName())
            .putAttr("acceptable_fraction", NodeDefs.real(1))
            .putAttr("channels", NodeDefs.integer(3))
            .putAttr("fancy_upscaling", NodeDefs.bool(true))
            .putAttr("ratio", NodeDefs.integer(1))
            .putAttr("try_recover_truncated", NodeDefs.bool(false))
            .build(),
        NodeDefs.node("Cast", "Cast", "DecodeJpeg")
            .putAttr("SrcT", NodeDefs.type(DataType.DT_UINT8))
            .putAttr("DstT", NodeDefs.type(DataType.DT_FLOAT))
            .build(),
        NodeDefs.constInt("ExpandDims/dim", 0),
        NodeDefs.floatNode("ExpandDims", "ExpandDims", "Cast", "ExpandDims/dim").build(),
        NodeDefs.constInts("ResizeBilinear/size", List.of(2), size, size),
        NodeDefs.floatNode("ResizeBilinear", "ResizeBilinear", "ExpandDims", "ResizeBilinear/size")
            .build(),
        NodeDefs.constFloat("Sub/y", 128),
        NodeDefs.floatNode("Sub", "Sub", "ResizeBilinear", "Sub/y").build(),
        NodeDefs.constFloat("Mul/y", 1 / 128f),
        NodeDefs.floatNode("Mul", "Mul", "Sub", "Mul/y").build());
  }

  /** What {@code Mul} holds for photographs. */
  static Moments imageMoments() {
    return Moments.uniform(3, -0.13, 0.35);
  }

  /**
   * From {@code pool_3}, the mean over all places, to {@code softmax}: [1, classes].
   *
   * @param input the node to pool, [1, side, side, channels]
   * @param features what it is expected to hold
   */
  static List<NodeDef> softmax(long seed, String input, long side, Moments features, int classes) {
    int channels = features.channels();
    SeededWeights random = new SeededWeights(seed, "softmax");
    float[] weights = random.he(channels, classes);
    SeededWeights.centre(weights, channels, classes);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= SPREAD;
    }
    Moments logits = features.linear(weights, classes);
    float[] biases = new float[classes];
    for (int i = 0; i < classes; i++) {
      biases[i] = (float) (random.between(-0.1, 0.1) - logits.mean(i));
    }
    return List.of(
        NodeDefs.floatNode("pool_3", "AvgPool", input)
            .putAttr("ksize", NodeDefs.integers(List.of(1L, side, side, 1L)))
            .putAttr("padding", NodeDefs.string("VALID"))
            .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L)))
            .build(),
        NodeDefs.constInts("pool_3/_reshape/shape", List.of(2), 1, channels),
        NodeDefs.floatNode("pool_3/_reshape", "Reshape", "pool_3", "pool_3/_reshape/shape").build(),
        NodeDefs.constFloats("softmax/weights", List.of(channels, classes), weights),
        NodeDefs.constFloats("softmax/biases", List.of(classes), biases),
        NodeDefs.floatNode("softmax/logits/MatMul", "MatMul", "pool_3/_reshape", "softmax/weights")
            .build(),
        NodeDefs.floatNode("softmax/logits", "BiasAdd", "softmax/logits/MatMul", "softmax/biases")
            .build(),
        NodeDefs.floatNode("softmax", "Softmax", "softmax/logits").build());
  }
}
