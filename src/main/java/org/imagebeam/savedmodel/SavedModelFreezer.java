package org.imagebeam.savedmodel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.graph.FunctionCalls;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.function.ControlInputs;
import org.imagebeam.graph.function.FunctionInliner;
import org.imagebeam.graph.function.InlinedGraph;
import org.imagebeam.graph.function.VariableArguments;
import org.imagebeam.graph.variables.Freezer;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.model.SavedModels;
import org.imagebeam.storage.Storage;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Turns a signature of a SavedModel into a frozen graph, as Python's {@code
 * convert_variables_to_constants_v2} does for one function. Which tensor of {@code variables/} is
 * which variable's value, the graph's own nodes for restoring say, in the SavedModels of TensorFlow
 * 1 and 2 and of Keras 3 alike.
 */
public final class SavedModelFreezer {
  private SavedModelFreezer() {}

  /**
   * Freezes a signature.
   *
   * @param folder of the SavedModel, local or {@code gs://}
   * @param signature its name; without, {@code serving_default} or the only one
   * @throws ModelException NOT_FOUND if the folder is no SavedModel; UNUSABLE if it has no such
   *     signature, or the graph can't be frozen
   * @throws org.imagebeam.checkpoint.table.CheckpointException if a variable's value is missing or
   *     damaged
   * @throws IOException if a file can't be read
   */
  public static FrozenSavedModel freeze(String folder, Optional<String> signature)
      throws IOException {
    return with(
        folder,
        signature,
        chosen -> {
          List<String> ends =
              chosen.outputs().values().stream().map(TensorName::toString).distinct().toList();
          GraphDef graph = VariableArguments.toValues(chosen.inlined().graph());
          return new FrozenSavedModel(
              chosen.name(),
              simplified(freeze(folder, chosen.meta(), graph, ends), ends),
              chosen.inputs(),
              chosen.outputs(),
              chosen.inlined().aliases());
        });
  }

  /**
   * Says how a SavedModel is run without being frozen. Reads no variables.
   *
   * @param folder of the SavedModel, local or {@code gs://}
   * @param signature its name; without, {@code serving_default} or the only one
   * @throws ModelException NOT_FOUND if the folder is no SavedModel; UNUSABLE if it has no such
   *     signature, or its functions can't be inlined
   * @throws IOException if a file can't be read
   */
  public static OriginalSavedModel original(String folder, Optional<String> signature)
      throws IOException {
    return with(
        folder,
        signature,
        chosen -> {
          SignatureDef ends = chosen.meta().getSignatureDefOrThrow(chosen.name());
          Map<TensorName, String> tensors = new HashMap<>();
          chosen
              .inputs()
              .forEach(
                  (name, tensor) -> tensors.put(tensor, ends.getInputsOrThrow(name).getName()));
          chosen
              .outputs()
              .forEach(
                  (name, tensor) -> tensors.put(tensor, ends.getOutputsOrThrow(name).getName()));
          return new OriginalSavedModel(
              chosen.meta(), Storage.resolve(folder, SavedModels.VARIABLES), tensors);
        });
  }

  /** A signature, and its graph without functions. */
  private record Chosen(
      MetaGraphDef meta,
      String name,
      InlinedGraph inlined,
      Map<String, TensorName> inputs,
      Map<String, TensorName> outputs) {}

  /** Makes something of a signature. */
  private interface Use<T> {
    T of(Chosen chosen) throws IOException;
  }

  private static <T> T with(String folder, Optional<String> signature, Use<T> use)
      throws IOException {
    MetaGraphDef meta = SavedModelFile.read(requireNonNull(folder, "folder is null"));
    String name = Signatures.choose(meta.getSignatureDefMap(), signature, folder);
    SignatureDef chosen = meta.getSignatureDefOrThrow(name);
    try {
      InlinedGraph inlined =
          FunctionInliner.inline(needed(meta, chosen), TensorFlow.registeredOpList());
      return use.of(
          new Chosen(
              meta,
              name,
              inlined,
              tensors(chosen.getInputsMap(), inlined),
              tensors(chosen.getOutputsMap(), inlined)));
    } catch (GraphException e) {
      throw new ModelException(
          Kind.UNUSABLE, "the SavedModel '" + folder + "' can't be used: " + e.getMessage(), e);
    }
  }

  /** Without other signatures, whose functions would take the names away from this one's nodes. */
  private static GraphDef needed(MetaGraphDef meta, SignatureDef signature) {
    Set<String> ends = new LinkedHashSet<>();
    signature.getOutputsMap().values().forEach(output -> ends.add(output.getName()));
    signature.getInputsMap().values().forEach(input -> ends.add(input.getName()));
    ends.add(meta.getSaverDef().getRestoreOpName());
    return Subgraph.endingAt(
        meta.getGraphDef(),
        ends.stream().filter(end -> !end.isEmpty()).map(GraphIndex::nodeName).toList());
  }

  private static GraphDef freeze(
      String folder, MetaGraphDef meta, GraphDef graph, List<String> outputs) throws IOException {
    if (Freezer.variables(graph, outputs).isEmpty()) {
      return Freezer.freeze(graph, Map.of(), outputs);
    }
    try (CheckpointReader variables =
        CheckpointReader.open(Storage.resolve(folder, SavedModels.VARIABLES))) {
      return FrozenGraphs.freeze(meta.toBuilder().setGraphDef(graph).build(), variables, outputs);
    }
  }

  /** Drops what only mattered while there were variables and functions. */
  private static GraphDef simplified(GraphDef frozen, List<String> outputs) {
    requireNoTable(frozen);
    GraphDef free = ControlInputs.withoutNeedless(frozen);
    GraphDef graph = Subgraph.endingAt(free, outputs.stream().map(GraphIndex::nodeName).toList());
    return FunctionCalls.withoutOthers(graph);
  }

  /** A table's content is in the SavedModel's assets, and an initializer reads it. */
  private static void requireNoTable(GraphDef graph) {
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().contains("HashTable")) {
        throw new GraphException(
            String.format(
                Locale.ROOT,
                "its outputs need the lookup table '%s' (%s), and tables can't be frozen: export a"
                    + " signature that gives the scores without it",
                node.getName(),
                node.getOp()));
      }
    }
  }

  private static Map<String, TensorName> tensors(
      Map<String, TensorInfo> arguments, InlinedGraph graph) {
    Map<String, TensorName> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, TensorInfo> argument : new TreeMap<>(arguments).entrySet()) {
      if (argument.getValue().getName().isEmpty()) {
        throw new GraphException(
            "'" + argument.getKey() + "' of its signature is not one plain tensor");
      }
      tensors.put(argument.getKey(), graph.resolve(argument.getValue().getName()));
    }
    return tensors;
  }
}
