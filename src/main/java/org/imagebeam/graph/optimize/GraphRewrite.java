package org.imagebeam.graph.optimize;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.tensorflow.proto.GraphDef;

/**
 * The steps of {@link InferenceOptimizer}, in the order in which they are applied. Each leaves a
 * graph that answers the same, whether or not the steps before it were applied.
 */
public enum GraphRewrite {
  /**
   * Comes first: checks stand between a layer and its batch norm, or its weights and their uses.
   */
  CHECKS_DROPPED("numeric checks dropped"),

  /** Weights stored as uint8, or read through an Identity, become float32 constants. */
  WEIGHTS_DEQUANTIZED("weights dequantised"),

  BATCH_NORMS_FOLDED("batch norms folded"),

  AVERAGE_POOLS_MOVED("average pools moved"),

  WINOGRAD("convolutions by Winograd", ConvolutionForm.WINOGRAD),

  /** Comes behind {@link #WINOGRAD}: the convolutions that this leaves of others can be wide. */
  CONVOLUTIONS_SPLIT("wide convolutions split", ConvolutionForm.SPLIT),

  /** Comes last: the other steps look for convolutions that aren't fused yet. */
  LAYERS_FUSED("layers fused ahead", ConvolutionForm.FUSED);

  private final String description;
  private final Optional<ConvolutionForm> form;

  GraphRewrite(String description) {
    this.description = description;
    this.form = Optional.empty();
  }

  GraphRewrite(String description, ConvolutionForm form) {
    this.description = description;
    this.form = Optional.of(form);
  }

  /**
   * Returns the steps that write convolutions in no other forms than these, in their order.
   *
   * @param forms in which convolutions may be written
   */
  public static List<GraphRewrite> writing(Set<ConvolutionForm> forms) {
    return Arrays.stream(values())
        .filter(rewrite -> rewrite.form.map(forms::contains).orElse(true))
        .toList();
  }

  /** Says what the step does, in a few words for people: "batch norms folded". */
  public String description() {
    return description;
  }

  /**
   * Rewrites a graph by this step alone. The given graph stays as it is.
   *
   * @param outputs the nodes that are fetched; they keep their names, and what they don't need is
   *     dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public GraphDef apply(GraphDef graph, Collection<String> outputs) {
    return switch (this) {
      case CHECKS_DROPPED -> CheckNumericsRemover.remove(graph, outputs);
      case WEIGHTS_DEQUANTIZED -> Dequantizer.fold(graph, outputs);
      case BATCH_NORMS_FOLDED -> BatchNormFolder.fold(graph, outputs);
      case AVERAGE_POOLS_MOVED -> AveragePoolMover.move(graph, outputs);
      case WINOGRAD -> WinogradRewriter.rewrite(graph, outputs);
      case CONVOLUTIONS_SPLIT -> ConvolutionSplitter.split(graph, outputs);
      case LAYERS_FUSED -> LayerFuser.fuse(graph, outputs);
    };
  }
}
