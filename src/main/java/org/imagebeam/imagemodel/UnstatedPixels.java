package org.imagebeam.imagemodel;

import java.util.Optional;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.FirstLayerPixels;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.PixelPreset;

/** The pixels of a network of which its folder doesn't say how they are normalised. */
public final class UnstatedPixels {
  private UnstatedPixels() {}

  /**
   * Sees that it is known which pixels a network takes. Where nothing is stated of them, the
   * network's first ops are run to see whether it scales them by itself.
   *
   * @param batched the network of the folder
   * @throws ModelException if it isn't known
   */
  public static void requireKnown(ModelFolder folder, BatchedGraph batched) {
    if (areFed(folder.spec(), batched)) {
      requireScaled(folder, batched);
    }
  }

  /** Whether a network is fed with pixels, and nothing is stated of them. */
  static boolean areFed(ModelSpec spec, BatchedGraph batched) {
    return !spec.statesPixels() && !batched.rawPixels() && batched.front().isEmpty();
  }

  private static void requireScaled(ModelFolder folder, BatchedGraph batched) {
    Optional<String> why = FirstLayerPixels.doubt(batched);
    if (why.isPresent()) {
      throw folder.unusable(
          ": "
              + why.get()
              + ", and "
              + folder.path(ModelFolder.SPEC)
              + " doesn't state how they are normalised: add \"mean\" and \"scale\", or a \"range\""
              + " by name: "
              + PixelPreset.list());
    }
  }
}
