package org.imagebeam.graph.batch;

import com.google.common.collect.ImmutableSet;

/** Kinds of ops that treat the images of a batch alike, see {@link BatchRules}. */
final class BatchOps {
  /** Each entry of the first input by itself; the others are the same for all. */
  static final ImmutableSet<String> UNARY =
      ImmutableSet.of(
          "Abs",
          "BiasAdd",
          "Cast",
          "Ceil",
          "CheckNumerics",
          "Cos",
          "Elu",
          "Erf",
          "Erfc",
          "Exp",
          "Expm1",
          "FakeQuantWithMinMaxArgs",
          "FakeQuantWithMinMaxVars",
          "Floor",
          "Identity",
          "Inv",
          "IsFinite",
          "IsInf",
          "IsNan",
          "LeakyRelu",
          "Log",
          "Log1p",
          "LogicalNot",
          "Neg",
          "PlaceholderWithDefault",
          "PreventGradient",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Rint",
          "Round",
          "Rsqrt",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Snapshot",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Square",
          "StopGradient",
          "Tan",
          "Tanh");

  /** Entry by entry, inputs of fewer dimensions repeated as NumPy does. */
  static final ImmutableSet<String> BROADCASTING =
      ImmutableSet.of(
          "Add",
          "AddN",
          "AddV2",
          "Atan2",
          "ClipByValue",
          "Div",
          "DivNoNan",
          "Equal",
          "FloorDiv",
          "FloorMod",
          "Greater",
          "GreaterEqual",
          "Less",
          "LessEqual",
          "LogicalAnd",
          "LogicalOr",
          "Maximum",
          "Minimum",
          "Mod",
          "Mul",
          "MulNoNan",
          "NotEqual",
          "Pow",
          "RealDiv",
          "SelectV2",
          "SquaredDifference",
          "Sub",
          "TruncateDiv",
          "TruncateMod",
          "Xdivy",
          "Xlogy");

  /** Layers whose first input is {@code [batch, ...]}. */
  static final ImmutableSet<String> LAYERS =
      ImmutableSet.of(
          "AvgPool",
          "AvgPool3D",
          "BatchNormWithGlobalNormalization",
          "Conv2D",
          "Conv3D",
          "DepthToSpace",
          "DepthwiseConv2dNative",
          "Dilation2D",
          "ExtractImagePatches",
          "FractionalAvgPool",
          "FractionalMaxPool",
          "LRN",
          "MaxPool",
          "MaxPool3D",
          "MaxPoolV2",
          "ResizeArea",
          "ResizeBicubic",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "SpaceToDepth");

  static final ImmutableSet<String> REDUCTIONS =
      ImmutableSet.of("All", "Any", "EuclideanNorm", "Max", "Mean", "Min", "Prod", "Sum");

  /** What doesn't depend on the images, however many there are; random values least of all. */
  static final ImmutableSet<String> REPEATING =
      ImmutableSet.of(
          "BroadcastTo",
          "Fill",
          "OnesLike",
          "RandomStandardNormal",
          "RandomUniform",
          "TruncatedNormal",
          "ZerosLike");

  private BatchOps() {}
}
