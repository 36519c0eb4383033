package org.imagebeam.graph.input;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Tells whether pixels reach the first layer of a network with the values that they are fed. */
public final class UnscaledPixels {
  /** Ops that move, repeat, mix or leave out pixels, and keep their range of values. */
  private static final ImmutableSet<String> KEEPING =
      ImmutableSet.of(
          "BatchToSpaceND",
          "Cast",
          "CheckNumerics",
          "Concat",
          "ConcatV2",
          "CropAndResize",
          "EnsureShape",
          "ExpandDims",
          "Gather",
          "GatherV2",
          "Identity",
          "MirrorPad",
          "Pack",
          "Pad",
          "PadV2",
          "PlaceholderWithDefault",
          "Reshape",
          "ResizeArea",
          "ResizeBicubic",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "Reverse",
          "ReverseV2",
          "ScaleAndTranslate",
          "Slice",
          "Snapshot",
          "SpaceToBatchND",
          "SpaceToDepth",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "Transpose",
          "Unpack");

  private static final ImmutableSet<String> LAYERS =
      ImmutableSet.of(
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Conv2D",
          "Conv3D",
          "DepthwiseConv2dNative",
          "MatMul",
          "_FusedConv2D",
          "_FusedDepthwiseConv2dNative",
          "_FusedMatMul");

  private static final ImmutableSet<String> SHAPES = ImmutableSet.of("Rank", "Shape", "Size");

  private UnscaledPixels() {}

  /**
   * Follows the pixels from the node that is fed to the first convolutions and matrix products.
   *
   * @return true if they come there without an op that could scale them; false if one stands
   *     between, or if the graph doesn't show it
   */
  public static boolean reachALayer(BatchedGraph batched) {
    boolean keptInFront =
        batched.front().stream()
            .allMatch(front -> reach(front.graph(), front.input(), Set.of(), front.output()));
    return keptInFront && reach(batched.graph(), batched.input(), LAYERS, "");
  }

  /** Whether pixels come to an op of a kind, or to a node, and nowhere to one that could scale. */
  private static boolean reach(GraphDef graph, String input, Set<String> ops, String end) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(input));
    boolean reached = false;
    while (!open.isEmpty()) {
      String name = open.pop();
      reached |= name.equals(end);
      if (!seen.add(name)) {
        continue;
      }
      for (NodeDef node : index.consumers(name)) {
        if (ops.contains(node.getOp())) {
          reached = true;
        } else if (KEEPING.contains(node.getOp())) {
          open.push(node.getName());
        } else if (!SHAPES.contains(node.getOp())) {
          return false;
        }
      }
    }
    return reached;
  }
}
