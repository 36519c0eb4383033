package org.imagebeam.graph.ends;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.ResizeOps;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * A node that resizes images, among the nodes of its graph or function.
 *
 * @param node that resizes
 * @param scope the nodes beside it, by name
 */
record ResizeNode(NodeDef node, Map<String, NodeDef> scope) {
  /** Where an image comes from that nothing has been done to, as far as its size goes. */
  private static final ImmutableSet<String> STARTS =
      ImmutableSet.of(
          "DecodeBmp",
          "DecodeGif",
          "DecodeImage",
          "DecodeJpeg",
          "DecodePng",
          "Placeholder",
          "PlaceholderV2",
          "StatelessWhile",
          "TensorArrayGatherV3",
          "TensorArrayReadV3",
          "TensorListGetItem",
          "TensorListStack",
          "While");

  /** Ops that leave each pixel in its place. */
  private static final ImmutableSet<String> CARRIERS =
      ImmutableSet.of(
          "Cast",
          "CheckNumerics",
          "EnsureShape",
          "ExpandDims",
          "Identity",
          "PreventGradient",
          "Snapshot",
          "Squeeze",
          "StopGradient");

  /** Ops that change the values of pixels; of whole numbers they count something. */
  private static final ImmutableSet<String> ARITHMETIC =
      ImmutableSet.of(
          "Add",
          "AddV2",
          "ClipByValue",
          "Div",
          "Maximum",
          "Minimum",
          "Mul",
          "RealDiv",
          "Round",
          "Sub");

  /** Ops whose inputs behind the first say which pixels are meant. */
  private static final ImmutableSet<String> PLACING =
      ImmutableSet.of(
          "MirrorPad",
          "Pad",
          "PadV2",
          "Reshape",
          "ReverseV2",
          "Slice",
          "StridedSlice",
          "Tile",
          "Transpose");

  private static final int SCALE = 2;
  private static final int TRANSLATION = 3;
  private static final int STRIDES = 3;

  /** Whether a node computes with real numbers, as on pixels. */
  static boolean isArithmetic(NodeDef node) {
    DataType dtype = node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType();
    return ARITHMETIC.contains(node.getOp())
        && (dtype == DataType.DT_FLOAT
            || dtype == DataType.DT_HALF
            || dtype == DataType.DT_BFLOAT16
            || dtype == DataType.DT_DOUBLE);
  }

  /** Whether a node's other inputs are sizes and places. */
  static boolean takesImageFirst(NodeDef node) {
    return node.getInputCount() > 0
        && (ResizeOps.NAMES.contains(node.getOp()) || PLACING.contains(node.getOp()));
  }

  /** How images are resized, where model folders can say so too. */
  Optional<Sizing> sizing() {
    return switch (node.getOp()) {
      case "ResizeBilinear" ->
          flag("align_corners")
              ? Optional.empty()
              : Optional.of(
                  Sizing.of(
                      flag("half_pixel_centers")
                          ? ResizeMethod.BILINEAR_HALF_PIXEL
                          : ResizeMethod.BILINEAR,
                      false));
      case "ResizeBicubic" ->
          flag("align_corners") || !flag("half_pixel_centers")
              ? Optional.empty()
              : Optional.of(Sizing.of(ResizeMethod.BICUBIC, false));
      case "ResizeArea" ->
          flag("align_corners")
              ? Optional.empty()
              : Optional.of(Sizing.of(ResizeMethod.AREA, false));
      case "ScaleAndTranslate" -> scaled();
      default -> Optional.empty();
    };
  }

  private Optional<Sizing> scaled() {
    boolean antialias = node.getAttrOrDefault("antialias", Nodes.of(true)).getB();
    String kernel =
        node.getAttrOrDefault("kernel_type", Nodes.string("lanczos3")).getS().toStringUtf8();
    if (!isOfTheSizes()) {
      return Optional.empty();
    }
    return switch (kernel) {
      case "triangle" -> Optional.of(Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, antialias));
      case "keyscubic" -> Optional.of(Sizing.of(ResizeMethod.BICUBIC, antialias));
      default -> Optional.empty();
    };
  }

  /** Whether the scale is the quotient of the sizes, and nothing is moved: tf.image.resize. */
  private boolean isOfTheSizes() {
    Optional<NodeDef> scale = input(node, SCALE);
    Optional<NodeDef> moved = input(node, TRANSLATION);
    if (scale.isEmpty() || moved.isEmpty() || !scale.get().getOp().equals("RealDiv")) {
      return false;
    }
    boolean still =
        FloatTensor.isConst(moved.get(), DataType.DT_FLOAT)
            && allZero(FloatTensor.read(moved.get()).values());
    Optional<NodeDef> divided = input(scale.get(), 0);
    Optional<NodeDef> wanted = divided.flatMap(cast -> input(cast, 0));
    boolean ofSize =
        divided.isPresent()
            && divided.get().getOp().equals("Cast")
            && wanted.isPresent()
            && size(wanted.get()).isPresent()
            && size(wanted.get()).equals(size());
    return still && ofSize;
  }

  private static boolean allZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Height and width that images are brought to, if they are constant. */
  Optional<List<Integer>> size() {
    return input(node, 1).flatMap(ResizeNode::size);
  }

  private static Optional<List<Integer>> size(NodeDef constant) {
    return integers(constant)
        .filter(sides -> sides.length == 2)
        .map(sides -> List.of(sides[0], sides[1]));
  }

  private static Optional<int[]> integers(NodeDef constant) {
    try {
      return Optional.of(Nodes.intValues(constant));
    } catch (GraphException e) {
      return Optional.empty();
    }
  }

  /** The node in front of this one, behind what decodes, that may move pixels or leave some out. */
  Optional<NodeDef> moving() {
    Set<String> seen = new HashSet<>();
    Optional<NodeDef> at = source(node);
    while (at.isPresent() && !STARTS.contains(at.get().getOp()) && seen.add(at.get().getName())) {
      if (!CARRIERS.contains(at.get().getOp())
          && !isArithmetic(at.get())
          && !addsDimensions(at.get())) {
        return at;
      }
      at = source(at.get());
    }
    return Optional.empty();
  }

  /** Whether a slice takes all, and adds dimensions: {@code image[tf.newaxis]}. */
  private boolean addsDimensions(NodeDef slice) {
    if (!slice.getOp().equals("StridedSlice")) {
      return false;
    }
    Optional<int[]> strides = input(slice, STRIDES).flatMap(ResizeNode::integers);
    long all = mask(slice, "new_axis") | mask(slice, "ellipsis");
    all |= mask(slice, "begin") & mask(slice, "end") & ~mask(slice, "shrink_axis");
    return strides.isPresent()
        && Arrays.stream(strides.get()).allMatch(stride -> stride == 1)
        && Long.numberOfTrailingZeros(~all) >= strides.get().length;
  }

  private static long mask(NodeDef slice, String name) {
    return slice.getAttrOrDefault(name + "_mask", AttrValue.getDefaultInstance()).getI();
  }

  /** The first of a node's inputs that isn't constant. */
  private Optional<NodeDef> source(NodeDef of) {
    return of.getInputList().stream()
        .flatMap(given -> find(given).stream())
        .filter(given -> !given.getOp().equals("Const"))
        .findFirst();
  }

  private boolean flag(String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getB();
  }

  private Optional<NodeDef> input(NodeDef of, int index) {
    return index < of.getInputCount() ? find(of.getInput(index)) : Optional.empty();
  }

  private Optional<NodeDef> find(String tensor) {
    return Optional.ofNullable(scope.get(name(tensor)));
  }

  String text() {
    return text(node);
  }

  static String text(NodeDef node) {
    return "node '" + node.getName() + "' (" + node.getOp() + ")";
  }

  /** In a function, a tensor is called {@code node:output:0}. */
  static String name(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }
}
