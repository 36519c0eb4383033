package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.StatedShapes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A graph cut where images of one size enter, and otherwise as it was given. */
public final class PixelCut {
  private static final long CHANNELS = 3;
  private static final long ANY = -1;

  private final GraphDef graph;
  private final List<String> outputs;
  private final ImageInput input;
  private final int[] size;
  private final boolean single;
  private final Supplier<PixelAdapter> adapter;
  private final Optional<ImageFront> front;

  PixelCut(
      GraphDef graph,
      List<String> outputs,
      ImageInput input,
      int[] size,
      boolean single,
      Supplier<PixelAdapter> adapter,
      Optional<ImageFront> front) {
    this.graph = graph;
    this.outputs = outputs;
    this.input = input;
    this.size = size;
    this.single = single;
    this.adapter = adapter;
    this.front = front;
  }

  /**
   * Cuts a graph.
   *
   * @param outputs the nodes that are fetched
   * @throws UnfitGraphException if it can't be fed images, or a stated size isn't the graph's
   * @throws GraphException if a node is missing
   */
  public static PixelCut of(GraphDef graph, ImageFeed feed, List<String> outputs) {
    GraphDef plain = StatedShapes.drop(graph);
    GraphIndex whole = new GraphIndex(plain);
    outputs.forEach(whole::get);
    NodeDef entry = whole.get(feed.input());
    List<String> ends = Stream.concat(outputs.stream(), Stream.of(feed.input())).toList();
    GraphDef needed = Subgraph.endingAt(plain, ends);
    // What the graph states of shapes tells more than TensorFlow can infer.
    try (InferredShapes shapes = InferredShapes.withoutValues(Subgraph.endingAt(graph, ends))) {
      GraphIndex index = new GraphIndex(Subgraph.endingAt(plain, outputs));
      requireApart(whole, entry, outputs);
      requireDependent(index, feed.input(), feed.input(), outputs);
      PixelCutFinder finder = new PixelCutFinder(needed, index, shapes, feed, outputs);
      ImageInput input = ImageInput.of(index, shapes, entry);
      if (input.knownRank()) {
        return finder.cut(input);
      }
      ImageInput one = input.withShape(List.of(ANY, ANY, CHANNELS));
      if (PixelChain.follow(index, one, true).isPresent()) {
        return finder.cut(one);
      }
      PixelCut batch = finder.cut(input.withShape(List.of(ANY, ANY, ANY, CHANNELS)));
      return batch.imports()
          ? batch
          : Optional.of(finder.cut(one)).filter(PixelCut::imports).orElse(batch);
    }
  }

  private boolean imports() {
    try {
      InferredShapes.withoutValues(alone()).close();
      return true;
    } catch (RefusedGraphException e) {
      return false;
    }
  }

  /** The placeholder of {@link #forBatch}. */
  public String input() {
    return open().get(0).getName();
  }

  /** The placeholder of {@link #alone}. */
  public String inputAlone() {
    return openAlone().get(0).getName();
  }

  /** The node of the graph as given that gives the pixels, as it takes them. */
  public String place() {
    List<NodeDef> fed = open();
    return fed.get(fed.size() - 1).getName();
  }

  public int height() {
    return size[0];
  }

  public int width() {
    return size[1];
  }

  /** Whether the graph is built for a file's bytes. */
  public boolean encoded() {
    return input.encoded();
  }

  /** Whether the graph has no batch dimension where images enter. */
  public boolean single() {
    return single;
  }

  /** How many images each run takes, if the graph says so and it is more than one; or 0. */
  public int fixedBatch() {
    return input.fixedBatch();
  }

  public Optional<ImageFront> front() {
    return front;
  }

  /** The graph for one image: where it takes a batch of more, that image as often. */
  public GraphDef alone() {
    return ending(openAlone());
  }

  /** The graph for so many images, or any number, -1. */
  public GraphDef forBatch(long images) {
    return ending(adapter.get().nodes(images, size[0], size[1], CHANNELS));
  }

  private List<NodeDef> open() {
    return adapter.get().nodes(ANY, size[0], size[1], CHANNELS);
  }

  private List<NodeDef> openAlone() {
    int times = Math.max(1, fixedBatch());
    return adapter.get().times(times).nodes(1, size[0], size[1], CHANNELS);
  }

  private GraphDef ending(List<NodeDef> fed) {
    GraphDef cut = Subgraph.endingAt(replace(graph, fed), outputs);
    requireDependent(
        new GraphIndex(cut), fed.get(0).getName(), fed.get(fed.size() - 1).getName(), outputs);
    return cut;
  }

  private static void requireApart(GraphIndex index, NodeDef input, List<String> outputs) {
    for (String output : outputs) {
      if (output.equals(input.getName())) {
        throw new UnfitGraphException(
            String.format(
                Locale.ROOT,
                "node '%s' (%s) is named both as the input and as what is computed from it: name"
                    + " the node that takes pixels as the input, and the one that gives the scores as"
                    + " the output",
                output,
                input.getOp()));
      }
      if (index.dependents(List.of(output)).contains(input.getName())) {
        throw new UnfitGraphException(
            String.format(
                Locale.ROOT,
                "node '%s' (%s) is named as the input, and is computed from the output '%s' (%s):"
                    + " the two are swapped",
                input.getName(),
                input.getOp(),
                output,
                index.get(output).getOp()));
      }
    }
  }

  /**
   * @param place what the input is called in messages
   */
  private static void requireDependent(
      GraphIndex index, String input, String place, List<String> outputs) {
    Set<String> reached = index.dependents(List.of(input));
    List<String> others = outputs.stream().filter(output -> !reached.contains(output)).toList();
    if (!others.isEmpty()) {
      throw new UnfitGraphException(
          (others.size() == 1 ? "node " : "nodes ")
              + others.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "))
              + (others.size() == 1 ? " doesn't" : " don't")
              + " depend on the pixels, which are fed at node '"
              + place
              + "': name one that is computed from them");
    }
  }

  /** Puts nodes in the places of those of their names, and the others in front. */
  public static GraphDef replace(GraphDef graph, List<NodeDef> nodes) {
    Map<String, NodeDef> open =
        new HashMap<>(nodes.stream().collect(Collectors.toMap(NodeDef::getName, node -> node)));
    List<NodeDef> kept = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef replacement = open.remove(node.getName());
      kept.add(replacement == null ? node : replacement);
    }
    // In front, because GraphDefs are read top to bottom by people and by some tools.
    return graph.toBuilder()
        .clearNode()
        .addAllNode(nodes.stream().filter(node -> open.containsKey(node.getName())).toList())
        .addAllNode(kept)
        .build();
  }
}
