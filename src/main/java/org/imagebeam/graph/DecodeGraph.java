package org.imagebeam.graph;

import com.google.common.collect.ImmutableList;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph of TensorFlow's own decoders, each from the same placeholder of encoded bytes to uint8
 * {@code [height, width, 3]}.
 */
public final class DecodeGraph {
  /** The placeholder: a string scalar, a file's bytes. */
  public static final String CONTENTS = "contents";

  /**
   * {@code DecodeJpeg} as inception-2015-12-05 sets it: full size, fancy upscaling, truncated files
   * refused. It decodes PNG as well.
   */
  public static final String JPEG = "jpeg";

  /** {@code DecodeImage} without its animations: of a GIF, the first frame. */
  public static final String FIRST_FRAME = "first_frame";

  private static final ImmutableList<Integer> RATIOS = ImmutableList.of(1, 2, 4, 8);

  private DecodeGraph() {}

  /**
   * {@link #JPEG} with each side a {@code ratio}-th as long, rounded up, by scaling in the inverse
   * DCT. A PNG stays as large as it is.
   *
   * @param ratio 1, 2, 4 or 8
   * @throws IllegalArgumentException for any other ratio
   */
  public static String jpeg(int ratio) {
    if (!RATIOS.contains(ratio)) {
      throw new IllegalArgumentException("the ratio is " + ratio + ", not one of " + RATIOS);
    }
    return ratio == 1 ? JPEG : JPEG + "_" + ratio;
  }

  public static GraphDef create() {
    GraphDef.Builder graph =
        GraphDef.newBuilder().addNode(Nodes.placeholder(CONTENTS, DataType.DT_STRING));
    for (int ratio : RATIOS) {
      graph.addNode(
          NodeDef.newBuilder()
              .setName(jpeg(ratio))
              .setOp("DecodeJpeg")
              .addInput(CONTENTS)
              .putAttr("channels", Nodes.of(3))
              .putAttr("ratio", Nodes.of(ratio)));
    }
    return graph
        .addNode(
            NodeDef.newBuilder()
                .setName(FIRST_FRAME)
                .setOp("DecodeImage")
                .addInput(CONTENTS)
                .putAttr("channels", Nodes.of(3))
                .putAttr("dtype", Nodes.type(DataType.DT_UINT8))
                .putAttr("expand_animations", Nodes.of(false)))
        .setVersions(VersionDef.newBuilder().setProducer(1882))
        .build();
  }
}
