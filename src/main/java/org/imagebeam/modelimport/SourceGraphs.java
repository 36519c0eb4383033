package org.imagebeam.modelimport;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.function.FunctionInliner;
import org.imagebeam.graph.function.InlinedGraph;
import org.imagebeam.graph.function.VariableArguments;
import org.imagebeam.graph.variables.Freezer;
import org.imagebeam.model.GraphFile;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.savedmodel.FrozenSavedModel;
import org.imagebeam.savedmodel.SavedModelFreezer;
import org.imagebeam.storage.Storage;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;

/** Reads the graphs of what models are imported from. */
final class SourceGraphs {
  private SourceGraphs() {}

  /**
   * Reads a graph, and what is said of its ends.
   *
   * @param signature of a SavedModel
   * @throws ModelException if the source is damaged, or has no signatures and one is named
   * @throws org.imagebeam.checkpoint.table.CheckpointException if a checkpoint lacks a file, or one
   *     is damaged
   * @throws IOException if it can't be read
   */
  static ImportedGraph read(ImportSource source, Optional<String> signature) throws IOException {
    if (signature.isPresent() && source.kind() != ImportSource.Kind.SAVED_MODEL) {
      throw new ModelException(
          Kind.UNUSABLE, "'" + source.path() + "' is no SavedModel, so that it has no signatures");
    }
    return switch (source.kind()) {
      case SAVED_MODEL -> savedModel(source.path(), signature);
      case GRAPH -> graphFile(source.path());
      case CHECKPOINT -> checkpoint(source.path());
      case MODEL_FOLDER -> modelFolder(source.path());
    };
  }

  private static ImportedGraph savedModel(String folder, Optional<String> signature)
      throws IOException {
    FrozenSavedModel model = SavedModelFreezer.freeze(folder, signature);
    return new ImportedGraph(
        "SavedModel, signature " + model.signature(),
        model.graph(),
        List.copyOf(model.inputs().values()),
        List.copyOf(model.outputs().values()),
        Optional.empty(),
        Optional.empty(),
        model::tensor,
        outputs -> Freezer.freeze(model.graph(), Map.of(), outputs));
  }

  /** The graph as stored: what model.json adds to it is added when the folder is read. */
  private static ImportedGraph modelFolder(String path) {
    ModelFolder unnamed = ModelFolder.open(path);
    byte[] file = unnamed.graphFile();
    ModelFolder folder = ModelGraph.of(unnamed, file).folder();
    ModelSpec spec = folder.spec();
    GraphDef graph = GraphFile.parse(folder.path(ModelFolder.GRAPH), file);
    return new ImportedGraph(
        "model folder",
        graph,
        List.of(TensorName.parse(spec.input())),
        List.of(TensorName.parse(spec.output())),
        Optional.of(folder),
        Optional.of(file),
        TensorName::parse,
        outputs -> graph);
  }

  private static ImportedGraph graphFile(String path) throws IOException {
    InlinedGraph inlined =
        FunctionInliner.inline(GraphFile.read(path), TensorFlow.registeredOpList());
    GraphDef graph = inlined.graph();
    return ImportedGraph.of(
        "frozen graph",
        graph,
        outputs -> {
          if (!Freezer.variables(graph, outputs).isEmpty()) {
            throw new ModelException(
                Kind.UNUSABLE,
                path
                    + " isn't frozen: it has variables, such as '"
                    + Freezer.variables(graph, outputs).get(0).getName()
                    + "', and no values for them. Import the checkpoint that has them");
          }
          return Freezer.freeze(graph, Map.of(), outputs);
        });
  }

  private static ImportedGraph checkpoint(String prefix) throws IOException {
    String file = MetaGraph.beside(prefix);
    if (!Storage.exists(file)) {
      throw new ModelException(
          Kind.NOT_FOUND,
          "the checkpoint "
              + prefix
              + " has no graph beside it: there is no file "
              + file
              + ". Export the model as a SavedModel, and import that");
    }
    MetaGraphDef meta = MetaGraph.read(file);
    InlinedGraph inlined =
        FunctionInliner.inline(meta.getGraphDef(), TensorFlow.registeredOpList());
    GraphDef graph = VariableArguments.toValues(inlined.graph());
    MetaGraphDef plain = meta.toBuilder().setGraphDef(graph).build();
    return new ImportedGraph(
        "checkpoint",
        graph,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        inlined::resolve,
        outputs -> {
          try (CheckpointReader reader = CheckpointReader.open(prefix)) {
            return FrozenGraphs.freeze(plain, reader, outputs);
          }
        });
  }
}
