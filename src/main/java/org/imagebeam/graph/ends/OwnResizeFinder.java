package org.imagebeam.graph.ends;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FunctionCalls;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.ResizeOps;
import org.imagebeam.graph.TensorName;
import org.imagebeam.image.resize.Sizing;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Reads how a graph brings images to their size in front of a tensor: by the op, its attributes and
 * its constant size, also in the functions of loops, as {@code tf.map_fn} makes them.
 */
public final class OwnResizeFinder {
  private final List<ResizeNode> resizes = new ArrayList<>();
  private final List<NodeDef> arithmetic = new ArrayList<>();
  private boolean decodes;

  private OwnResizeFinder() {}

  /**
   * Looks at all that a tensor is computed from.
   *
   * @param tensor that is fed in its stead
   * @param size height and width of the images that it holds, if they are known
   */
  public static OwnResize find(GraphDef graph, TensorName tensor, Optional<List<Integer>> size) {
    requireNonNull(graph, "graph is null");
    OwnResizeFinder finder = new OwnResizeFinder();
    boolean decoder =
        graph.getNodeList().stream()
            .anyMatch(
                node -> node.getName().equals(tensor.node()) && node.getOp().startsWith("Decode"));
    if (decoder) {
      return OwnResize.NONE;
    }
    finder.look(graph, tensor.node());
    return finder.result(size);
  }

  private void look(GraphDef graph, String end) {
    Map<String, FunctionDef> library = new HashMap<>();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> library.put(function.getSignature().getName(), function));
    Deque<String> called = new ArrayDeque<>();
    visit(graph.getNodeList(), List.of(end), called);
    Set<String> seen = new HashSet<>();
    while (!called.isEmpty()) {
      String name = called.pop();
      FunctionDef function = library.get(name);
      if (function != null && seen.add(name)) {
        visit(function.getNodeDefList(), List.copyOf(function.getRetMap().values()), called);
      }
    }
  }

  /** Looks at the nodes of a graph or function that its ends are computed from. */
  private void visit(List<NodeDef> nodes, List<String> ends, Deque<String> called) {
    Map<String, NodeDef> scope = new HashMap<>();
    nodes.forEach(node -> scope.put(node.getName(), node));
    Deque<String> open = new ArrayDeque<>(ends);
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String name = ResizeNode.name(open.pop());
      NodeDef node = scope.get(name);
      if (node == null || !seen.add(name)) {
        continue;
      }
      called.add(node.getOp());
      called.addAll(FunctionCalls.named(node));
      boolean resizes = ResizeOps.NAMES.contains(node.getOp());
      decodes |= node.getOp().startsWith("Decode");
      if (resizes) {
        this.resizes.add(new ResizeNode(node, Map.copyOf(scope)));
      } else if (ResizeNode.isArithmetic(node)) {
        arithmetic.add(node);
      }
      List<String> inputs =
          ResizeNode.takesImageFirst(node)
              ? node.getInputList().subList(0, 1)
              : node.getInputList();
      inputs.stream().filter(given -> !GraphIndex.isControl(given)).forEach(open::add);
    }
  }

  private OwnResize result(Optional<List<Integer>> size) {
    Optional<String> values = arithmetic.stream().findFirst().map(ResizeNode::text);
    if (resizes.isEmpty()) {
      // Of images of any size it is no wonder.
      return decodes && size.isPresent()
          ? OwnResize.doubtful("no node that resizes images is found in front of it", values)
          : OwnResize.NONE;
    }
    ResizeNode first = resizes.get(0);
    if (resizes.size() > 1) {
      return OwnResize.doubtful(
          first.text() + " and " + resizes.get(1).text() + " both resize images", values);
    }
    Optional<Sizing> sizing = first.sizing();
    if (sizing.isEmpty()) {
      return OwnResize.doubtful(first.text() + " does it in a way that isn't served", values);
    }
    Optional<NodeDef> moving = first.moving();
    if (moving.isPresent()) {
      return OwnResize.doubtful(
          ResizeNode.text(moving.get()) + " changes an image before it is resized", values);
    }
    if (first.size().isEmpty()) {
      return OwnResize.doubtful(first.text() + " resizes to no constant size", values);
    }
    if (size.isPresent() && !size.equals(first.size())) {
      return OwnResize.doubtful(
          first.text() + " resizes to another size, " + first.size().get(), values);
    }
    return new OwnResize(sizing, first.size(), first.node().getName(), "", values);
  }
}
