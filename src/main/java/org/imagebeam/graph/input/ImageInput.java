package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Where pixels enter a graph: the node itself, or, of one that takes a file's bytes, the node that
 * decodes them.
 *
 * @param node whose output is fed
 * @param dtype of that output
 * @param shape of that output, -1 for what is unknown: {@code [batch, height, width, 3]} or {@code
 *     [height, width, 3]}, also if the channels are first
 * @param encoded whether the graph is built for a file's bytes
 * @param channelsFirst whether the output has its channels before height and width
 */
record ImageInput(
    NodeDef node, DataType dtype, List<Long> shape, boolean encoded, boolean channelsFirst) {
  private static final long CHANNELS = 3;
  private static final long UNKNOWN = -1;

  private static final String BEHIND =
      "export the model behind an input of 3 channels, which goes through ";

  private static final Set<String> DECODERS =
      Set.of("DecodeJpeg", "DecodePng", "DecodeImage", "DecodeGif", "DecodeBmp");

  private static final Set<String> CARRIERS = Set.of("Identity", "StopGradient", "EnsureShape");

  /** What pixels can be cast to. */
  static final Set<DataType> NUMBERS =
      Set.of(
          DataType.DT_FLOAT,
          DataType.DT_HALF,
          DataType.DT_BFLOAT16,
          DataType.DT_DOUBLE,
          DataType.DT_UINT8,
          DataType.DT_INT8,
          DataType.DT_UINT16,
          DataType.DT_INT16,
          DataType.DT_INT32,
          DataType.DT_INT64);

  /** The shape of a file's first image where decoders promise more. */
  private static final List<Long> ANY_SIZE = List.of(UNKNOWN, UNKNOWN, CHANNELS);

  /**
   * Finds it.
   *
   * @param entry the node that is named as the input
   * @throws UnfitGraphException if what the graph takes there can't be made of an image's red,
   *     green and blue
   */
  static ImageInput of(GraphIndex index, InferredShapes shapes, NodeDef entry) {
    NodeDef node = entry;
    if (shapes.type(new TensorName(entry.getName(), 0)) == DataType.DT_STRING) {
      node = decoderBehind(index, shapes, entry);
    }
    if (DECODERS.contains(node.getOp())) {
      return decoded(index, shapes, node);
    }
    DataType dtype = shapes.type(new TensorName(node.getName(), 0));
    if (!NUMBERS.contains(dtype)) {
      throw unfit(node, dtype, shapes.known(node.getName()), "which no pixels can be cast to");
    }
    List<Long> shape = shapes.known(node.getName());
    requirePixels(index, shapes, node);
    boolean channelsFirst = Shapes.isChannelsFirst(shape);
    return new ImageInput(
        node, dtype, channelsFirst ? channelsLast(shape) : shape, false, channelsFirst);
  }

  private static List<Long> channelsLast(List<Long> shape) {
    List<Long> moved = new ArrayList<>(shape);
    moved.add(moved.remove(shape.size() - 3));
    return moved;
  }

  private static NodeDef decoderBehind(GraphIndex index, InferredShapes shapes, NodeDef entry) {
    NodeDef node = entry;
    while (!DECODERS.contains(node.getOp())) {
      List<NodeDef> consumers = index.consumers(node.getName());
      boolean single = node.equals(entry) || CARRIERS.contains(node.getOp());
      if (!single || consumers.size() != 1) {
        throw new UnfitGraphException(
            String.format(
                Locale.ROOT,
                "node '%s' (%s) takes strings, and no node that decodes one image follows on it"
                    + " alone: name %s as the input; images are then decoded and resized"
                    + " in front of the graph",
                entry.getName(),
                entry.getOp(),
                PixelsBehind.find(index, shapes, entry).orElse("the node where pixels go in")));
      }
      node = consumers.get(0);
    }
    return node;
  }

  /** The decoder is left out; what it would make of a file must be what is fed in its place. */
  private static ImageInput decoded(GraphIndex index, InferredShapes shapes, NodeDef decoder) {
    long channels = attribute(decoder, "channels").getI();
    if (channels != 0 && channels != CHANNELS) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) decodes to %d channel%s, and images are fed with 3: red, green,"
                  + " blue; %s",
              decoder.getName(),
              decoder.getOp(),
              channels,
              channels == 1 ? "" : "s",
              instead(channels)));
    }
    DataType dtype = shapes.type(new TensorName(decoder.getName(), 0));
    if (dtype != DataType.DT_UINT8) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) gives %s pixels of %s, and images are decoded to uint8 alone: name"
                  + " the node behind it as the input, with %s in model.json",
              decoder.getName(),
              decoder.getOp(),
              Dtypes.name(dtype),
              dtype == DataType.DT_FLOAT ? "0 to 1" : "0 to 65535",
              dtype == DataType.DT_FLOAT ? "\"scale\": 0.00392157" : "\"scale\": 257"));
    }
    if (attribute(decoder, "ratio").getI() > 1) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) decodes at 1/%d of the size, which gives other pixels than those"
                  + " that are fed: name the node behind it as the input",
              decoder.getName(),
              decoder.getOp(),
              attribute(decoder, "ratio").getI()));
    }
    NodeDef node = decoder;
    List<NodeDef> consumers = index.consumers(decoder.getName());
    // Pixels that are normalised have to be fed behind the cast, or they would be whole numbers.
    if (consumers.size() == 1
        && consumers.get(0).getOp().equals("Cast")
        && attribute(consumers.get(0), "DstT").getType() == DataType.DT_FLOAT) {
      node = consumers.get(0);
      dtype = DataType.DT_FLOAT;
    }
    return new ImageInput(node, dtype, ANY_SIZE, true, false);
  }

  private static void requirePixels(GraphIndex index, InferredShapes shapes, NodeDef node) {
    DataType dtype = shapes.type(new TensorName(node.getName(), 0));
    List<Long> shape = shapes.known(node.getName());
    int rank = shape.isEmpty() ? 4 : shape.size();
    if (rank != 3 && rank != 4) {
      throw unfit(
          node,
          dtype,
          shape,
          "and an image is fed as [height, width, 3]: "
              + PixelsBehind.find(index, shapes, node)
                  .map(pixels -> "name " + pixels + " as the input")
                  .orElse("export the model behind an input of such images, which is reshaped"));
    }
    long last = shape.isEmpty() ? UNKNOWN : shape.get(rank - 1);
    if (last == CHANNELS || Shapes.isChannelsFirst(shape)) {
      return;
    }
    FirstLayers layers = FirstLayers.of(index, node);
    if (layers.channelsFirst()) {
      throw unfit(
          node,
          dtype,
          shape,
          "channels before height and width (NCHW), of which the shape says nothing: export the"
              + " model with its input's shape, or with data_format=\"channels_last\"");
    }
    long channels = last == UNKNOWN ? layers.channels().orElse(CHANNELS) : last;
    if (channels != CHANNELS) {
      throw unfit(
          node,
          dtype,
          shape,
          String.format(
              Locale.ROOT,
              "images of %d channel%s; images are fed with 3: red, green, blue; %s",
              channels,
              channels == 1 ? "" : "s",
              instead(channels)));
    }
  }

  private static String instead(long channels) {
    if (channels == 1) {
      return BEHIND + "tf.image.rgb_to_grayscale";
    }
    return channels == CHANNELS + 1
        ? BEHIND + "tf.pad(images, [[0, 0], [0, 0], [0, 0], [0, 1]], constant_values=255)"
        : "models of other images aren't served";
  }

  private static UnfitGraphException unfit(
      NodeDef node, DataType dtype, List<Long> shape, String why) {
    return new UnfitGraphException(
        String.format(
            Locale.ROOT,
            "node '%s' (%s) takes %s %s, %s",
            node.getName(),
            node.getOp(),
            Dtypes.name(dtype),
            Shapes.text(shape),
            why));
  }

  /** Returns this input with a shape, where the graph states none. */
  ImageInput withShape(List<Long> assumed) {
    return new ImageInput(node, dtype, assumed, encoded, channelsFirst);
  }

  String name() {
    return node.getName();
  }

  /** Whether there is no batch dimension. */
  boolean single() {
    return shape.size() == 3;
  }

  boolean knownRank() {
    return !shape.isEmpty();
  }

  long height() {
    return shape.get(shape.size() - 3);
  }

  long width() {
    return shape.get(shape.size() - 2);
  }

  /** How many images it takes at once, if it is more than one and no other number. */
  int fixedBatch() {
    boolean fixed = shape.size() == 4 && shape.get(0) > 1;
    return fixed ? Math.toIntExact(shape.get(0)) : 0;
  }

  boolean wholeNumbers() {
    return Dtypes.LIMITS.containsKey(dtype);
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }
}
