package org.imagebeam.graph.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.UnfrozenGraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.GivenGraph;
import org.imagebeam.graph.input.ImageFeed;
import org.imagebeam.graph.input.NeededInputs;
import org.imagebeam.graph.input.PixelCut;
import org.imagebeam.graph.input.ScoreOutput;
import org.imagebeam.graph.input.UnscaledPixels;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gives a graph that was wired for one image a batch dimension, where that is possible.
 *
 * <p>The graph is cut where all images have one size. If it takes a file's bytes or images of any
 * size, and resizes them by itself, that is behind its resize: what is in front of it is done to
 * each image alone, and a plain {@code ResizeBilinear} by whoever decodes the images. Behind the
 * cut each {@code Reshape} whose shape starts with a literal 1 takes the batch there instead. Every
 * other op of a convolutional network treats the images of a batch alike; a graph of which
 * TensorFlow's shapes say otherwise stays as it is, and takes one image a run.
 */
public final class BatchDimension {
  private BatchDimension() {}

  /**
   * Rewrites {@code graph} to take a batch, for pixels that are fed as they are.
   *
   * @param input the node that is fed one image a run: the file's bytes ({@code
   *     DecodeJpeg/contents}), or decoded pixels anywhere between there and the first layer
   * @param outputs the nodes that are fetched; they keep their names
   * @param height of the images if the graph says nothing of it
   * @param width likewise
   * @throws GraphException if a node is missing, or if the graph can't be fed images
   */
  public static BatchedGraph add(
      GraphDef graph,
      String input,
      List<String> outputs,
      Optional<Integer> height,
      Optional<Integer> width) {
    ImageFeed feed = new ImageFeed(TensorName.shortest(input), height, width, false);
    return batched(PixelCut.of(graph, feed, outputs), outputs, UnaryOperator.identity());
  }

  /**
   * Rewrites {@code graph} to take a batch and to give float32 at one output; throws what {@link
   * #add(GraphDef, ImageFeed, List)} does.
   */
  public static BatchedGraph add(GraphDef graph, ImageFeed feed, String output) {
    return add(graph, feed, List.of(output));
  }

  /**
   * Rewrites {@code graph} to take a batch and to give float32, and sees that it needs nothing else
   * to run.
   *
   * @param outputs the tensors that hold an image's values
   * @return the network, with the graph as it was given, and an output for each tensor
   * @throws UnfrozenGraphException if the graph needs variables
   * @throws UnfitGraphException if it can't be fed images alone, or gives no real numbers
   * @throws RefusedGraphException if TensorFlow refuses it
   * @throws GraphException if a node is missing
   */
  public static BatchedGraph add(GraphDef graph, ImageFeed feed, List<String> outputs) {
    List<TensorName> tensors = outputs.stream().map(TensorName::parse).distinct().toList();
    PixelCut cut =
        PixelCut.of(graph, feed, tensors.stream().map(TensorName::node).distinct().toList());
    GraphDef alone = cut.alone();
    NeededInputs.requireNoneBut(alone, cut.inputAlone());
    cut.front().ifPresent(front -> NeededInputs.requireNoneBut(front.graph(), front.input()));
    List<ScoreOutput> scores = scores(cut, alone, tensors);
    UnaryOperator<GraphDef> converting =
        plain -> {
          GraphDef converted = plain;
          for (ScoreOutput output : scores) {
            converted = output.addTo(converted);
          }
          return converted;
        };
    BatchedGraph batched =
        batched(cut, scores.stream().map(ScoreOutput::node).toList(), converting);
    return batched.withGiven(given(converting.apply(alone), cut.inputAlone(), batched));
  }

  /** Of a batch that is fixed, the graph answers for one image as often: one row is enough. */
  private static GivenGraph given(GraphDef alone, String input, BatchedGraph batched) {
    if (batched.fixedBatch() <= 1) {
      return new GivenGraph(alone, input, batched.outputs());
    }
    NodeWriter nodes = new NodeWriter(new GraphIndex(alone));
    List<String> firsts = new ArrayList<>();
    for (String output : batched.outputs()) {
      String row = output + "/row";
      String rows = nodes.add(nodes.reshaped(row + "s", output, batched.fixedBatch(), -1));
      firsts.add(nodes.add(nodes.first(row, rows, 1, -1)));
    }
    return new GivenGraph(alone.toBuilder().addAllNode(nodes.nodes()).build(), input, firsts);
  }

  private static List<ScoreOutput> scores(PixelCut cut, GraphDef alone, List<TensorName> outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(alone)) {
      return outputs.stream()
          .map(output -> ScoreOutput.of(alone, shapes, cut.inputAlone(), output))
          .toList();
    } catch (RefusedGraphException e) {
      throw new UnfitGraphException(
          String.format(
              Locale.ROOT,
              "the graph does not take images of height %d and width %d: %s",
              cut.height(),
              cut.width(),
              e.reason()));
    }
  }

  private static BatchedGraph batched(
      PixelCut cut, List<String> outputs, UnaryOperator<GraphDef> converting) {
    int fixed = cut.fixedBatch();
    GraphDef many =
        fixed > 0
            ? converting.apply(cut.forBatch(fixed))
            : unpinReshapes(converting.apply(cut.forBatch(-1)), cut.input());
    boolean batch =
        !cut.single()
            && (fixed > 0
                ? BatchShapes.rows(many, outputs, fixed)
                : BatchShapes.takesAny(many, cut.input(), outputs));
    if (fixed > 0 && !cut.single()) {
      BatchShapes.requireNoColumns(many, outputs, fixed);
      // As many classes as images look alike in rows and in columns.
      BatchShapes.requireNoColumns(converting.apply(cut.forBatch(fixed + 1)), outputs, fixed + 1);
    }
    BatchedGraph batched =
        new BatchedGraph(
            batch ? many : converting.apply(cut.alone()),
            batch ? cut.input() : cut.inputAlone(),
            cut.place(),
            cut.height(),
            cut.width(),
            false,
            outputs,
            batch ? fixed : 1,
            cut.front(),
            Optional.empty());
    return batched.withRawPixels(cut.encoded() && scalesByItself(batched));
  }

  /** Whether a graph that takes a file's bytes also makes of pixels what its network takes. */
  private static boolean scalesByItself(BatchedGraph batched) {
    return batched.front().isPresent() || !UnscaledPixels.reachALayer(batched);
  }

  private static GraphDef unpinReshapes(GraphDef graph, String cut) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> batched = index.dependents(List.of(cut));
    Map<String, NodeDef> replaced = new HashMap<>();
    List<NodeDef> added = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      if (!batched.contains(node.getName())) {
        continue;
      }
      if (node.getOp().equals("Reshape")) {
        List<NodeDef> shape = batchShape(index, node);
        if (!shape.isEmpty()) {
          added.addAll(shape);
          replaced.put(
              node.getName(),
              node.toBuilder()
                  .setInput(1, shape.get(shape.size() - 1).getName())
                  .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
                  .build());
        }
      }
    }
    GraphDef rewired = replace(graph, replaced);
    // In front, because GraphDefs are read top to bottom by people and by some tools.
    return rewired.toBuilder()
        .clearNode()
        .addAllNode(added)
        .addAllNode(rewired.getNodeList())
        .build();
  }

  /**
   * The nodes that compute a shape for {@code reshape} which leaves the batch as it is, the shape
   * last; none if the reshape does so already.
   */
  private static List<NodeDef> batchShape(GraphIndex index, NodeDef reshape) {
    NodeDef pinned = index.input(reshape, 1);
    int[] shape = pinned.getOp().equals("Const") ? Nodes.intValues(pinned) : new int[0];
    if (shape.length == 0 || shape[0] != 1) {
      return List.of();
    }
    String name = reshape.getName() + "/batch_shape";
    if (Arrays.stream(shape).allMatch(dim -> dim >= 0)) {
      shape[0] = -1;
      return List.of(Nodes.intVector(name, shape));
    }
    // [1, -1] has its one free dimension taken, so the batch must be read off the input.
    return Nodes.firstDimensionAnd(
        name,
        reshape.getInput(0),
        reshape.getAttrOrDefault("T", Nodes.type(DataType.DT_FLOAT)),
        Arrays.copyOfRange(shape, 1, shape.length));
  }

  private static GraphDef replace(GraphDef graph, Map<String, NodeDef> replacements) {
    Map<String, NodeDef> open = new LinkedHashMap<>(replacements);
    GraphDef.Builder builder = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef replacement = open.remove(node.getName());
      builder.addNode(replacement == null ? node : replacement);
    }
    return builder.build();
  }
}
