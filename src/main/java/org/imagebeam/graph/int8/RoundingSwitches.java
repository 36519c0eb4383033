package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a float32 network in which one tensor, or the weights of one layer, can be rounded in each
 * run, as a number says that is fed. One session tries them all: a Switch runs no branch that isn't
 * taken.
 */
public final class RoundingSwitches {
  private final GraphIndex index;
  private final GraphQuantizer.Quantized quantized;
  private final String chosen;
  private final List<NodeDef> added = new ArrayList<>();
  private final Map<String, String> tensors = new HashMap<>();
  private final Map<String, String> inputsOfLayers = new HashMap<>();
  private int choices;

  private RoundingSwitches(GraphDef network, GraphQuantizer.Quantized quantized) {
    this.index = new GraphIndex(network);
    this.quantized = quantized;
    this.chosen = index.freeName("rounded_alone");
  }

  /**
   * A network whose roundings are tried.
   *
   * @param graph with the nodes of the float32 network, and those that round
   * @param chosen the placeholder of a scalar int32: the index of what is rounded in a run, among
   *     the tensors and then the layers; -1 for nothing
   * @param tensors that can be rounded, by node
   * @param layers whose weights, with the bias that goes with them, can be rounded, by convolution
   */
  public record Switched(
      GraphDef graph, String chosen, List<String> tensors, List<String> layers) {}

  /**
   * Writes the network.
   *
   * @param network the one that was quantized, or the same with a batch
   * @param quantizer that has quantized it
   * @param quantized what came out of that
   * @throws org.imagebeam.graph.GraphException if a node is missing, or if a constant is damaged
   */
  public static Switched of(
      GraphDef network, GraphQuantizer quantizer, GraphQuantizer.Quantized quantized) {
    RoundingSwitches switches = new RoundingSwitches(network, quantized);
    List<String> tensors = quantized.plan().roundedTensors();
    switches.added.add(Nodes.placeholder(switches.chosen, DataType.DT_INT32));
    tensors.forEach(switches::tensor);
    for (QuantizableLayer layer : quantized.plan().layers()) {
      switches.layer(layer, quantizer);
    }
    return new Switched(
        switches.write(network), switches.chosen, tensors, quantized.plan().convolutions());
  }

  private void tensor(String tensor) {
    QuantizedRange range = requireNonNull(quantized.ranges().get(tensor), "it is rounded");
    String name = index.freeName(tensor + "/tried");
    String either = apart(name + "/switch", tensor, isChosen(name));
    NodeDef rounded = range.node(index.freeName(name + "/rounded"), either + ":1");
    added.add(rounded);
    tensors.put(tensor, merge(name, either, rounded.getName()));
  }

  private void layer(QuantizableLayer layer, GraphQuantizer quantizer) {
    String convolution = layer.node().getName();
    String isChosen = isChosen(convolution);
    constant(convolution, layer.node().getInput(1), quantizer.roundedWeights(layer), isChosen);
    constant(
        layer.bias().getName(), layer.bias().getInput(1), quantizer.correctedBias(layer), isChosen);
  }

  private void constant(String reader, String constant, FloatTensor rounded, String isChosen) {
    String name = index.freeName(reader + "/tried_constant");
    NodeDef other = rounded.toConst(index.freeName(name + "/rounded"));
    added.add(other);
    String plain = apart(name + "/switch", constant, isChosen);
    String replaced = apart(name + "/rounded_switch", other.getName(), isChosen);
    inputsOfLayers.put(reader, merge(name, plain, replaced + ":1"));
  }

  /** A scalar that says whether the next choice was made. */
  private String isChosen(String name) {
    NodeDef number = Nodes.intScalar(index.freeName(name + "/number"), choices++);
    NodeDef equal =
        NodeDef.newBuilder()
            .setName(index.freeName(name + "/is_chosen"))
            .setOp("Equal")
            .addInput(chosen)
            .addInput(number.getName())
            .putAttr("T", Nodes.type(DataType.DT_INT32))
            .build();
    added.add(number);
    added.add(equal);
    return equal.getName();
  }

  private String apart(String name, String tensor, String isChosen) {
    return add(
        NodeDef.newBuilder()
            .setName(index.freeName(name))
            .setOp("Switch")
            .addInput(tensor)
            .addInput(isChosen)
            .putAttr("T", Nodes.type(DataType.DT_FLOAT)));
  }

  private String merge(String name, String one, String other) {
    return add(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Merge")
            .addInput(one)
            .addInput(other)
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("N", Nodes.of(2)));
  }

  private String add(NodeDef.Builder node) {
    added.add(node.build());
    return node.getName();
  }

  private GraphDef write(GraphDef network) {
    GraphDef.Builder graph = network.toBuilder().clearNode();
    for (NodeDef node : network.getNodeList()) {
      String input = inputsOfLayers.get(node.getName());
      graph.addNode(input == null ? node : node.toBuilder().setInput(1, input).build());
    }
    GraphDef read =
        Rewiring.inputs(
            graph.build(),
            input -> {
              String name = GraphIndex.nodeName(input);
              boolean first = input.equals(name) || input.equals(name + ":0");
              return first ? tensors.getOrDefault(name, input) : input;
            });
    return read.toBuilder().addAllNode(added).build();
  }
}
