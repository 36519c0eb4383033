package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.optimize.fuse.ActivationFuser;
import org.imagebeam.graph.optimize.fuse.AffineFuser;
import org.imagebeam.graph.optimize.fuse.BatchProductFuser;
import org.imagebeam.graph.optimize.fuse.LayerFuser;
import org.imagebeam.graph.optimize.fuse.LayerNormFuser;
import org.tensorflow.proto.GraphDef;

/**
 * One step of {@link InferenceOptimizer}: makes a frozen graph faster and leaves its answers as
 * they are, whether or not the steps before it were applied.
 *
 * @param name identifies the step, also in files that were written by other versions
 * @param description says what it does, in a few words for people: "batch norms folded"
 * @param rewriting makes the new graph
 */
public record GraphRewrite(String name, String description, Rewriting rewriting) {
  /** Makes a graph that answers as another does. */
  @FunctionalInterface
  public interface Rewriting {
    /**
     * Rewrites a graph; the given one stays as it is.
     *
     * @param outputs the nodes that are fetched; they keep their names, and nodes that they don't
     *     need are dropped
     * @throws org.imagebeam.graph.GraphException if a node is missing, if a constant is damaged, or
     *     if TensorFlow refuses the graph
     */
    GraphDef apply(GraphDef graph, Collection<String> outputs);
  }

  /** Comes first: what the others make of a rounded layer is float32. */
  public static final GraphRewrite INT8_LAYERS =
      new GraphRewrite("INT8_LAYERS", "layers computed in int8", Int8Rewriter::rewrite);

  /**
   * Comes early: checks stand between a layer and its batch norm, or its weights and their uses.
   */
  public static final GraphRewrite CHECKS_DROPPED =
      new GraphRewrite("CHECKS_DROPPED", "numeric checks dropped", CheckNumericsRemover::remove);

  /**
   * Turns weights that are stored as uint8, or read through an Identity, into float32 constants.
   */
  public static final GraphRewrite WEIGHTS_DEQUANTIZED =
      new GraphRewrite("WEIGHTS_DEQUANTIZED", "weights dequantised", Dequantizer::fold);

  /** Comes before the batch norms, which Keras 3 computes from constants. */
  public static final GraphRewrite CONSTANTS_FOLDED =
      new GraphRewrite("CONSTANTS_FOLDED", "constants computed ahead", ConstantFolder::fold);

  /** Comes behind the constants: a factor may be computed. */
  public static final GraphRewrite PASS_THROUGHS_DROPPED =
      new GraphRewrite(
          "PASS_THROUGHS_DROPPED", "nodes without effect dropped", PassThroughRemover::remove);

  public static final GraphRewrite SHAPES_SETTLED =
      new GraphRewrite("SHAPES_SETTLED", "shapes computed ahead", ShapeSettler::settle);

  public static final GraphRewrite PADS_MERGED =
      new GraphRewrite("PADS_MERGED", "pads merged into convolutions", PadMerger::merge);

  public static final GraphRewrite DEPTHWISE_FOUND =
      new GraphRewrite(
          "DEPTHWISE_FOUND", "groups of one channel made depthwise", DepthwiseFinder::find);

  /** Comes after {@link #SHAPES_SETTLED}, by which more shapes are known. */
  public static final GraphRewrite PRODUCTS_FLATTENED =
      new GraphRewrite(
          "PRODUCTS_FLATTENED", "batch products made matrix products", ProductFlattener::flatten);

  public static final GraphRewrite SCALES_FOLDED =
      new GraphRewrite("SCALES_FOLDED", "scales of attention folded", ScaleFolder::fold);

  public static final GraphRewrite BATCH_NORMS_FOLDED =
      new GraphRewrite("BATCH_NORMS_FOLDED", "batch norms folded", BatchNormFolder::fold);

  public static final GraphRewrite AVERAGE_POOLS_MOVED =
      new GraphRewrite("AVERAGE_POOLS_MOVED", "average pools moved", AveragePoolMover::move);

  public static final GraphRewrite WINOGRAD =
      new GraphRewrite("WINOGRAD", "convolutions by Winograd", WinogradRewriter::rewrite);

  /** Comes after {@link #WINOGRAD}: the convolutions that it leaves can be wide. */
  public static final GraphRewrite CONVOLUTIONS_SPLIT =
      new GraphRewrite("CONVOLUTIONS_SPLIT", "wide convolutions split", ConvolutionSplitter::split);

  public static final GraphRewrite LAYER_NORMS_FUSED =
      new GraphRewrite("LAYER_NORMS_FUSED", "layer norms fused ahead", LayerNormFuser::fuse);

  public static final GraphRewrite BATCH_PRODUCTS_FUSED =
      new GraphRewrite(
          "BATCH_PRODUCTS_FUSED", "batch products fused ahead", BatchProductFuser::fuse);

  /** Comes late: the other steps look for convolutions that aren't fused yet. */
  public static final GraphRewrite LAYERS_FUSED =
      new GraphRewrite("LAYERS_FUSED", "layers fused ahead", LayerFuser::fuse);

  /** Comes behind {@link #LAYERS_FUSED}, which takes in what it can. */
  public static final GraphRewrite ACTIVATIONS_FUSED =
      new GraphRewrite("ACTIVATIONS_FUSED", "activations fused ahead", ActivationFuser::fuse);

  /** Comes behind {@link #LAYERS_FUSED}: what is left are batch norms in front of layers. */
  public static final GraphRewrite AFFINES_FUSED =
      new GraphRewrite("AFFINES_FUSED", "batch norms before layers fused ahead", AffineFuser::fuse);

  /**
   * The steps after which more can be told of a graph; no image's values are computed otherwise.
   */
  public static final List<GraphRewrite> SIMPLIFYING =
      List.of(CONSTANTS_FOLDED, PASS_THROUGHS_DROPPED, SHAPES_SETTLED);

  /** The steps that need kernels of oneDNN. */
  public static final List<GraphRewrite> FUSING =
      List.of(
          LAYER_NORMS_FUSED, BATCH_PRODUCTS_FUSED, LAYERS_FUSED, ACTIVATIONS_FUSED, AFFINES_FUSED);

  /** The steps that pay on every processor and in every precision, in order. */
  public static final List<GraphRewrite> PORTABLE =
      List.of(
          CHECKS_DROPPED,
          WEIGHTS_DEQUANTIZED,
          CONSTANTS_FOLDED,
          PASS_THROUGHS_DROPPED,
          SHAPES_SETTLED,
          PADS_MERGED,
          DEPTHWISE_FOUND,
          PRODUCTS_FLATTENED,
          SCALES_FOLDED,
          BATCH_NORMS_FOLDED,
          AVERAGE_POOLS_MOVED);

  /** The portable steps that leave a network to be trained: gradients pass what they make. */
  public static final List<GraphRewrite> DIFFERENTIABLE =
      List.of(
          CHECKS_DROPPED,
          WEIGHTS_DEQUANTIZED,
          CONSTANTS_FOLDED,
          BATCH_NORMS_FOLDED,
          AVERAGE_POOLS_MOVED);

  /** All steps, in the order in which they are applied. */
  public static final List<GraphRewrite> ALL =
      Stream.of(List.of(INT8_LAYERS), PORTABLE, List.of(WINOGRAD, CONVOLUTIONS_SPLIT), FUSING)
          .flatMap(List::stream)
          .toList();

  public GraphRewrite {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(rewriting, "rewriting is null");
  }

  /** Returns those of {@link #ALL} that are chosen, in order. */
  public static List<GraphRewrite> choose(Predicate<GraphRewrite> chosen) {
    return ALL.stream().filter(chosen).toList();
  }

  /** Applies this step alone; see {@link Rewriting#apply}. */
  GraphDef apply(GraphDef graph, Collection<String> outputs) {
    return rewriting.apply(graph, outputs);
  }
}
