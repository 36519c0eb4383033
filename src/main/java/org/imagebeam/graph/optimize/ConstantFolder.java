package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.TensorName;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Computes once what depends on constants alone. Keras 3 writes a batch norm as a reciprocal root,
 * products and sums, and a bias through Reshape and Squeeze; the other rewrites look for constants.
 */
final class ConstantFolder {
  /** Computes on the caller: the first session of a process can size the threads of all others. */
  private static final ConfigProto ON_CALLER =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(-1)
          .build();

  private ConstantFolder() {}

  /**
   * Puts constants in the place of the tensors that are computed from constants alone, by one run
   * of TensorFlow.
   *
   * @param outputs the nodes that are fetched; they keep their names
   * @throws org.imagebeam.graph.GraphException if a node is missing
   * @throws RuntimeException if TensorFlow can't compute them
   */
  static GraphDef fold(GraphDef graph, Collection<String> outputs) {
    Set<String> fetched = new HashSet<>();
    requireNonNull(outputs, "outputs is null")
        .forEach(output -> fetched.add(GraphIndex.nodeName(output)));
    List<TensorName> ends = List.copyOf(new ConstantParts(graph).ends(fetched));
    if (ends.isEmpty()) {
      return graph;
    }
    Map<TensorName, NodeDef> constants = evaluate(graph, ends);
    return Subgraph.endingAt(replaced(graph, constants), fetched);
  }

  private static Map<TensorName, NodeDef> evaluate(GraphDef graph, List<TensorName> ends) {
    GraphIndex index = new GraphIndex(graph);
    GraphDef part = Subgraph.endingAt(graph, ends.stream().map(TensorName::node).toList());
    Map<TensorName, NodeDef> constants = new LinkedHashMap<>();
    try (Graph imported = new Graph()) {
      imported.importGraphDef(part);
      try (Session session = new Session(imported, ON_CALLER)) {
        List<TensorName> numbers =
            ends.stream().filter(end -> isOfNumbers(imported.operation(end.node()))).toList();
        if (numbers.isEmpty()) {
          return constants;
        }
        Session.Runner runner = session.runner();
        numbers.forEach(number -> runner.fetch(number.node(), number.output()));
        try (Result result = runner.run()) {
          for (int i = 0; i < numbers.size(); i++) {
            String name = name(index, numbers.get(i));
            constants.put(numbers.get(i), constant(name, result.get(i)));
          }
        }
      }
    }
    return constants;
  }

  /** Whether all that a node gives can be written as constants of numbers. */
  private static boolean isOfNumbers(GraphOperation node) {
    return IntStream.range(0, node.numOutputs())
        .allMatch(output -> ConstantParts.isOfNumbers(node.output(output).dataType()));
  }

  /** A node's first output keeps its name; the name of another must be free. */
  private static String name(GraphIndex index, TensorName tensor) {
    return tensor.output() == 0
        ? tensor.node()
        : index.freeName(tensor.node() + "/output_" + tensor.output());
  }

  private static NodeDef constant(String name, Tensor tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    tensor.asRawTensor().data().read(bytes);
    return Nodes.constant(
        name,
        DataType.forNumber(tensor.dataType().getNumber()),
        Longs.asList(tensor.shape().asArray()),
        ByteString.copyFrom(bytes));
  }

  private static GraphDef replaced(GraphDef graph, Map<TensorName, NodeDef> constants) {
    NodeReplacements replaced = new NodeReplacements();
    Map<String, String> renamed = new HashMap<>();
    List<NodeDef> more = new ArrayList<>();
    constants.forEach(
        (tensor, constant) -> {
          if (tensor.output() == 0) {
            replaced.replace(tensor.node(), List.of(constant));
          } else {
            renamed.put(tensor.toString(), constant.getName());
            more.add(constant);
          }
        });
    return Rewiring.inputs(
        replaced.in(graph).toBuilder().addAllNode(more).build(),
        input -> renamed.getOrDefault(input, input));
  }
}
