package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.graph.Activated;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.OutputSize;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.Heads;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.GraphDef;

/**
 * The outputs of an imported network that classify beside its first one.
 *
 * @param heads with the names that tensors have in the graph
 * @param labelFiles that name their classes, where some are named
 */
record ImportedHeads(Heads heads, Map<String, String> labelFiles) {
  ImportedHeads {
    labelFiles = Map.copyOf(labelFiles);
  }

  /**
   * Takes what the user says, or else what the graph's folder says; of outputs that are all kept,
   * those behind the first.
   *
   * @param others those outputs
   * @throws InvalidValueException if a name is none, or labels or an activation are of a head that
   *     there is not
   * @throws GraphException if there is no node of a name
   */
  static ImportedHeads of(ImportedGraph imported, ImportOptions options, List<TensorName> others) {
    Map<String, String> nodes = new TreeMap<>();
    options.heads().forEach((name, node) -> nodes.put(name, imported.tensor(node).toString()));
    for (int i = 0; i < others.size(); i++) {
      nodes.put("output_" + (i + 2), others.get(i).toString());
    }
    Heads stated = imported.spec().map(ModelSpec::heads).orElse(Heads.NONE);
    Heads heads;
    try {
      heads = nodes.isEmpty() ? stated : Heads.of(nodes);
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.of("heads", "is invalid: " + e.getMessage());
    }
    requireHeads("headLabels", options.headLabels().keySet(), heads);
    requireHeads("headActivations", options.headActivations().keySet(), heads);
    Map<String, Activation> activations = new TreeMap<>(heads.activations());
    activations.putAll(options.headActivations());
    return new ImportedHeads(Heads.of(heads.nodes(), activations), options.headLabels());
  }

  private static void requireHeads(String setting, Set<String> names, Heads heads) {
    for (String name : names) {
      if (!heads.nodes().containsKey(name)) {
        throw InvalidValueException.of(
            setting,
            "names '"
                + name
                + "', and "
                + (heads.isEmpty()
                    ? "there are no heads"
                    : "the heads are " + String.join(", ", heads.names())));
      }
    }
  }

  /**
   * Sees that each output is another tensor.
   *
   * @param outputs the first one, and those of the heads
   * @throws UnfitGraphException if two of them are one
   */
  static void requireApart(List<String> outputs) {
    Set<TensorName> seen = new HashSet<>();
    for (String output : outputs) {
      if (!seen.add(TensorName.parse(output))) {
        throw new UnfitGraphException(
            "'" + output + "' is named twice: each head needs an output of its own");
      }
    }
  }

  /**
   * Counts the classes of each head whose value depends on the image.
   *
   * @param batched whose outputs are the first one, and those of these heads in their order
   * @param outputs of the model that they are, in the same order
   * @throws UnfitGraphException if they can't be counted
   */
  Map<String, Integer> classes(BatchedGraph batched, List<String> outputs) {
    Map<String, Integer> classes = new TreeMap<>();
    heads
        .nodes()
        .forEach(
            (head, node) -> {
              int number = outputs.indexOf(node);
              if (number >= 0) {
                classes.put(head, OutputSize.require(batched, batched.outputs().get(number)));
              }
            });
    return classes;
  }

  /**
   * Says what each head is.
   *
   * @param graph with the activations that were added
   * @param classes of each head whose value depends on the image
   */
  Map<String, String> texts(GraphDef graph, Map<String, Integer> classes) {
    GraphIndex index = new GraphIndex(graph);
    Map<String, String> texts = new TreeMap<>();
    heads
        .nodes()
        .forEach(
            (head, node) -> {
              Integer number = classes.get(head);
              texts.put(
                  head,
                  node
                      + ", "
                      + (number == null
                          ? "which doesn't depend on the image"
                          : ImportReport.classes(number) + activation(head, index)));
            });
    return texts;
  }

  private String activation(String head, GraphIndex index) {
    Activation added = heads.activation(head);
    if (added != Activation.NONE) {
      return ", with " + added.text() + ", which is added to the graph";
    }
    String node = requireNonNull(heads.nodes().get(head));
    return Activated.find(index, node, Activated.Through.RESHAPED).isPresent()
        ? ""
        : ", of which no activation is known";
  }

  /**
   * Adds the names of the heads' classes.
   *
   * @param model that is imported
   * @throws org.imagebeam.model.LabelFileException if a file is missing, damaged, or names another
   *     number of classes
   */
  ImportedLabels addTo(ImportedLabels labels, String model, Map<String, Integer> classes)
      throws IOException {
    ImportedLabels all = labels;
    for (Map.Entry<String, Integer> head : classes.entrySet()) {
      String name = head.getKey();
      all = all.withHead(model, name, Optional.ofNullable(labelFiles.get(name)), head.getValue());
    }
    return all;
  }
}
