package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.optimize.fuse.UnfusableLayers;
import org.imagebeam.graph.variables.Differentiable;
import org.imagebeam.graph.variables.Unfreezer;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;

/**
 * A model's network from the pixels to the bottleneck, its batch norms folded, made so that
 * gradients pass it.
 *
 * @param network frozen
 * @param bottleneck its last node
 * @param weights its constants that are to be learnt
 */
public record TunableNetwork(BatchedGraph network, String bottleneck, List<String> weights) {
  public TunableNetwork {
    requireNonNull(network, "network is null");
    requireNonNull(bottleneck, "bottleneck is null");
    weights = List.copyOf(weights);
  }

  /**
   * Rewrites a model's graph.
   *
   * @param fromLayer as {@link FineTuneSettings#fromLayer}
   * @throws ModelException if the graph has no such layer, or can't be tuned
   */
  public static TunableNetwork of(
      ModelFolder folder, ModelGraph graph, Optional<String> fromLayer) {
    BatchedGraph batched =
        ImageModelLoader.batch(folder, graph.graph(), folder.spec().bottleneck());
    String bottleneck = batched.output();
    if (Int8Rewriter.isQuantized(batched.graph())) {
      throw unfit(
          folder,
          new GraphException(
              "it is quantized to int8. Fine-tune the model that it was made of, and quantize what"
                  + " comes of that"));
    }
    if (batched.fixedBatch() > 0) {
      throw unfit(
          folder,
          new GraphException(
              batched.fixedBatch() == 1
                  ? "it takes one image at a time, and learning takes many"
                  : "it takes " + batched.fixedBatch() + " images at a time, no other number"));
    }
    try {
      BatchedGraph folded =
          InferenceOptimizer.optimize(batched, List.of(bottleneck), GraphRewrite.DIFFERENTIABLE)
              .network();
      List<String> weights = Unfreezer.weights(folded.graph(), batched.graph(), fromLayer);
      return new TunableNetwork(
          folded.withGraph(
              UnfusableLayers.keepApart(Differentiable.rewrite(folded.graph(), weights))),
          bottleneck,
          weights);
    } catch (GraphException e) {
      throw unfit(folder, e);
    }
  }

  /** Makes what to throw when the graph can't be tuned; it names the file. */
  static ModelException unfit(ModelFolder folder, GraphException e) {
    return folder
        .unusable(" can't be fine-tuned: " + e.getMessage(), e)
        .withRemedy(Remedy.of(Remedy.Kind.LIST_LAYERS));
  }
}
