package org.imagebeam.image;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph of TensorFlow's own decoders, each from the same placeholder of encoded bytes to uint8
 * {@code [height, width, 3]}; some are resized, too.
 */
public final class DecodeGraph {
  /** The placeholder: a string scalar, a file's bytes. */
  public static final String CONTENTS = "contents";

  /**
   * {@code DecodeJpeg} as inception-2015-12-05 sets it: full size, fancy upscaling, truncated files
   * refused. It decodes PNG as well.
   */
  public static final String JPEG = "jpeg";

  /** A placeholder: int32 {@code [2]}, the height and the width of {@link #RESIZED}. */
  public static final String SIZE = "size";

  /**
   * {@link #JPEG} resized to {@link #SIZE} by {@code ResizeBilinear} as inception-2015-12-05 sets
   * it: {@code align_corners} and {@code half_pixel_centers} off. float32 {@code [1, height, width,
   * 3]}, values of 0 to 255.
   */
  public static final String RESIZED = "resized";

  /** A placeholder: float32 {@code [2]}, by which height and width grow in {@link #ANTIALIASED}. */
  public static final String SCALE = "scale";

  /**
   * {@link #JPEG} resized to {@link #SIZE} by {@code ScaleAndTranslate} with {@code antialias}, as
   * {@code tf.image.resize} wires it, for {@code bilinear}. float32 {@code [1, height, width, 3]}.
   */
  public static final String ANTIALIASED = "antialiased";

  /** {@link #ANTIALIASED}, but for {@code bicubic}; some values are below 0 or above 255. */
  public static final String ANTIALIASED_CUBIC = "antialiased_cubic";

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
    addResized(graph);
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

  private static void addResized(GraphDef.Builder graph) {
    String batch = RESIZED + "/batch";
    String first = RESIZED + "/first_dimension";
    graph
        .addNode(Nodes.placeholder(SIZE, DataType.DT_INT32, 2))
        .addNode(Nodes.intScalar(first, 0))
        .addNode(
            NodeDef.newBuilder()
                .setName(batch)
                .setOp("ExpandDims")
                .addInput(JPEG)
                .addInput(first)
                .putAttr("T", Nodes.type(DataType.DT_UINT8))
                .putAttr("Tdim", Nodes.type(DataType.DT_INT32)))
        .addNode(
            NodeDef.newBuilder()
                .setName(RESIZED)
                .setOp("ResizeBilinear")
                .addInput(batch)
                .addInput(SIZE)
                .putAttr("T", Nodes.type(DataType.DT_UINT8))
                .putAttr("align_corners", Nodes.of(false))
                .putAttr("half_pixel_centers", Nodes.of(false)));
    addAntialiased(graph, batch);
  }

  private static void addAntialiased(GraphDef.Builder graph, String batch) {
    String still = ANTIALIASED + "/translation";
    graph
        .addNode(Nodes.placeholder(SCALE, DataType.DT_FLOAT, 2))
        .addNode(new FloatTensor(List.of(2L), new float[2]).toConst(still));
    for (String name : List.of(ANTIALIASED, ANTIALIASED_CUBIC)) {
      graph.addNode(
          NodeDef.newBuilder()
              .setName(name)
              .setOp("ScaleAndTranslate")
              .addInput(batch)
              .addInput(SIZE)
              .addInput(SCALE)
              .addInput(still)
              .putAttr("T", Nodes.type(DataType.DT_UINT8))
              .putAttr(
                  "kernel_type", Nodes.string(name.equals(ANTIALIASED) ? "triangle" : "keyscubic"))
              .putAttr("antialias", Nodes.of(true)));
    }
  }

  /**
   * Says what a model's graph asks of its own {@code DecodeJpeg} that this one, which takes its
   * place, does otherwise; empty if nothing.
   */
  public static Optional<String> unheeded(GraphDef graph) {
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("DecodeJpeg")) {
        String method = node.getAttrOrDefault("dct_method", Nodes.string("")).getS().toStringUtf8();
        boolean plain = !node.getAttrOrDefault("fancy_upscaling", Nodes.of(true)).getB();
        if (method.equals("INTEGER_ACCURATE") || plain) {
          return Optional.of(
              "node '"
                  + node.getName()
                  + "' (DecodeJpeg) asks for "
                  + (plain ? "fancy_upscaling=false" : "dct_method=" + method)
                  + ", and images are decoded as by default: scores can differ in the second digit");
        }
      }
    }
    return Optional.empty();
  }
}
