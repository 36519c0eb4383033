package org.imagebeam.graph.optimize.fuse;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Finds what is made of a tensor element by element, with scalar constants, by nodes of which
 * nobody sees anything but the last one's values. An activation that is written in several ops is
 * such a region, in whatever order it is written.
 */
final class ElementwiseRegions {
  /** A GELU by tanh has ten nodes, and no activation many more. */
  private static final int MOST_NODES = 16;

  private final GraphIndex index;
  private final Uses uses;

  /**
   * A closed region.
   *
   * @param nodes all of it, of which others read {@code last} alone
   * @param function what it makes of an element
   */
  record Region(NodeDef last, List<NodeDef> nodes, DoubleUnaryOperator function) {}

  ElementwiseRegions(GraphIndex index, Uses uses) {
    this.index = index;
    this.uses = uses;
  }

  /**
   * Returns the closed regions that read the first output of node {@code start}, small to large.
   */
  List<Region> after(String start) {
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put(start, x -> x);
    List<NodeDef> members = members(functions);
    List<Region> closed = new ArrayList<>();
    for (NodeDef member : members) {
      List<NodeDef> nodes = between(start, member, members);
      if (isClosed(start, member, nodes)) {
        closed.add(new Region(member, nodes, requireNonNull(functions.get(member.getName()))));
      }
    }
    return closed;
  }

  /**
   * The nodes that depend on the one in {@code functions} alone, each behind those that it reads.
   */
  private List<NodeDef> members(Map<String, DoubleUnaryOperator> functions) {
    List<NodeDef> members = new ArrayList<>();
    boolean grows = true;
    while (grows && members.size() < MOST_NODES) {
      grows = false;
      for (String known : List.copyOf(functions.keySet())) {
        for (NodeDef reader : uses.readers(known).orElse(List.of())) {
          if (!functions.containsKey(reader.getName()) && members.size() < MOST_NODES) {
            Optional<DoubleUnaryOperator> function = function(reader, functions);
            function.ifPresent(
                found -> {
                  functions.put(reader.getName(), found);
                  members.add(reader);
                });
            grows |= function.isPresent();
          }
        }
      }
    }
    return members;
  }

  private Optional<DoubleUnaryOperator> function(
      NodeDef node, Map<String, DoubleUnaryOperator> functions) {
    if (!ElementwiseOps.has(node)) {
      return Optional.empty();
    }
    List<DoubleUnaryOperator> operands = new ArrayList<>();
    for (String input : node.getInputList()) {
      Optional<DoubleUnaryOperator> operand =
          Optional.ofNullable(functions.get(GraphIndex.nodeName(input)))
              .or(() -> scalar(index.get(GraphIndex.nodeName(input))));
      if (operand.isEmpty()) {
        return Optional.empty();
      }
      operands.add(operand.get());
    }
    return Optional.of(ElementwiseOps.of(node, operands));
  }

  private static Optional<DoubleUnaryOperator> scalar(NodeDef node) {
    if (!FloatTensor.isConst(node, DataType.DT_FLOAT) || !FloatTensor.shapeOf(node).isEmpty()) {
      return Optional.empty();
    }
    double value = FloatTensor.read(node).get(0);
    return Optional.of(x -> value);
  }

  /** The members that {@code last} depends on, and itself. */
  private static List<NodeDef> between(String start, NodeDef last, List<NodeDef> members) {
    Set<String> needed = new HashSet<>(Set.of(last.getName()));
    List<NodeDef> between = new ArrayList<>();
    for (int i = members.size() - 1; i >= 0; i--) {
      NodeDef member = members.get(i);
      if (needed.contains(member.getName())) {
        between.add(0, member);
        member.getInputList().forEach(input -> needed.add(GraphIndex.nodeName(input)));
      }
    }
    needed.remove(start);
    return between;
  }

  private boolean isClosed(String start, NodeDef last, List<NodeDef> nodes) {
    Set<String> inside = new HashSet<>();
    nodes.forEach(node -> inside.add(node.getName()));
    return readInside(start, inside)
        && nodes.stream()
            .filter(node -> !node.getName().equals(last.getName()))
            .allMatch(node -> readInside(node.getName(), inside));
  }

  private boolean readInside(String name, Set<String> inside) {
    return uses.readers(name)
        .filter(readers -> readers.stream().allMatch(node -> inside.contains(node.getName())))
        .isPresent();
  }
}
