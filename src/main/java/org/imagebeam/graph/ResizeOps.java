package org.imagebeam.graph;

import com.google.common.collect.ImmutableSet;

/** The ops that give images another size. */
public final class ResizeOps {
  /** Their names in a graph. */
  public static final ImmutableSet<String> NAMES =
      ImmutableSet.of(
          "CropAndResize",
          "ResizeArea",
          "ResizeBicubic",
          "ResizeBilinear",
          "ResizeNearestNeighbor",
          "ScaleAndTranslate");

  private ResizeOps() {}
}
