package org.imagebeam.graph;

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

  private DecodeGraph() {}

  public static GraphDef create() {
    return GraphDef.newBuilder()
        .addNode(Nodes.placeholder(CONTENTS, DataType.DT_STRING))
        .addNode(
            NodeDef.newBuilder()
                .setName(JPEG)
                .setOp("DecodeJpeg")
                .addInput(CONTENTS)
                .putAttr("channels", Nodes.of(3)))
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
