package org.imagebeam.graph.ends;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.ends.AmbiguousEndException.End;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds the node that an image is fed to: an image file's bytes, or its pixels. */
public final class InputFinder {
  private static final Set<String> PLACEHOLDERS = Set.of("Placeholder", "PlaceholderV2");

  /** Names that TensorFlow's own programs give it; the first that a graph has is meant. */
  private static final List<String> KNOWN =
      List.of("DecodeJpeg/contents", "DecodeJPGInput", "Mul", "Placeholder", "input");

  private static final int CHANNELS = 3;

  private final GraphDef graph;
  private final InferredShapes shapes;

  /**
   * @param graph that is looked at
   * @param shapes of its tensors; stay open
   */
  public InputFinder(GraphDef graph, InferredShapes shapes) {
    this.graph = requireNonNull(graph, "graph is null");
    this.shapes = requireNonNull(shapes, "shapes is null");
  }

  /**
   * Returns the input.
   *
   * @throws AmbiguousEndException if there is none, or several that could be meant
   */
  public TensorName find() {
    List<NodeDef> all = graph.getNodeList().stream().filter(this::isCandidate).toList();
    if (all.size() == 1) {
      return new TensorName(all.get(0).getName(), 0);
    }
    for (String name : KNOWN) {
      if (all.stream().anyMatch(node -> node.getName().equals(name))) {
        return new TensorName(name, 0);
      }
    }
    List<NodeDef> candidates = read(all);
    if (candidates.size() == 1) {
      return new TensorName(candidates.get(0).getName(), 0);
    }
    if (candidates.isEmpty()) {
      throw AmbiguousEndException.none(End.INPUT, "placeholder that could take an image");
    }
    throw AmbiguousEndException.of(
        End.INPUT,
        "placeholders that could take an image",
        candidates.stream().map(node -> new TensorName(node.getName(), 0)).toList(),
        this::text);
  }

  /** Those that nodes read, if there are any: functions that were inlined leave others behind. */
  private List<NodeDef> read(List<NodeDef> placeholders) {
    GraphIndex index = new GraphIndex(graph);
    List<NodeDef> read =
        placeholders.stream().filter(node -> !index.consumers(node.getName()).isEmpty()).toList();
    return read.isEmpty() ? placeholders : read;
  }

  private boolean isCandidate(NodeDef node) {
    boolean bytes = shapes.hasOutput(node.getName()) && isBytes(node);
    if (!PLACEHOLDERS.contains(node.getOp())) {
      // inception-2015-12-05 has a constant where the file's bytes are fed.
      return bytes && node.getOp().equals("Const") && node.getName().equals(KNOWN.get(0));
    }
    return bytes || takesPixels(node);
  }

  private boolean isBytes(NodeDef node) {
    List<Long> shape = shapes.known(node.getName());
    return dtype(node) == DataType.DT_STRING && shape.size() <= 1;
  }

  private boolean takesPixels(NodeDef node) {
    DataType dtype = dtype(node);
    boolean number =
        dtype != DataType.DT_STRING && dtype != DataType.DT_BOOL && dtype != DataType.DT_RESOURCE;
    List<Long> shape = shapes.known(node.getName());
    if (!number || (shapes.isRankKnown(node.getName()) && shape.size() < 3)) {
      return false;
    }
    long channels = shape.isEmpty() ? -1 : shape.get(shape.size() - 1);
    boolean image = shape.isEmpty() || shape.size() == 3 || shape.size() == 4;
    return image && (channels == -1 || channels == CHANNELS || channels == 1 || channels > 4);
  }

  private DataType dtype(NodeDef node) {
    return shapes.type(new TensorName(node.getName(), 0));
  }

  private String text(TensorName tensor) {
    return String.format(
        Locale.ROOT,
        "'%s' (%s %s)",
        tensor,
        Dtypes.name(shapes.type(tensor)),
        Shapes.text(shapes.known(tensor.toString())));
  }
}
