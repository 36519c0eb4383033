package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.folder.CheckpointFolder;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.download.Downloader;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.function.FunctionInliner;
import org.imagebeam.graph.function.InlinedGraph;
import org.imagebeam.graph.variables.Freezer;
import org.imagebeam.model.ModelCatalog;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.SavedModels;
import org.imagebeam.savedmodel.FrozenSavedModel;
import org.imagebeam.savedmodel.SavedModelFreezer;
import org.imagebeam.storage.Storage;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;

/** Reads what a model is imported from, whatever it is. */
final class ImportSource {
  private static final Set<ForeignFormat> GRAPHS =
      Set.of(ForeignFormat.GRAPH, ForeignFormat.TEXT_GRAPH);

  private ImportSource() {}

  /**
   * Opens a SavedModel's folder, a model folder, a checkpoint's prefix, folder or one of its files,
   * or a file with a GraphDef; local or {@code gs://}.
   *
   * @param signature of a SavedModel
   * @throws ModelException if it is none of these, or damaged
   * @throws org.imagebeam.checkpoint.table.CheckpointException if a checkpoint lacks a file, or one
   *     is damaged
   * @throws IOException if it can't be read
   */
  static ImportedGraph open(String path, Optional<String> signature) throws IOException {
    requireNonNull(path, "path is null");
    boolean folder = Storage.exists(Storage.resolve(path, ModelFolder.GRAPH));
    Optional<String> savedModel = folder ? Optional.empty() : SavedModels.folder(path);
    if (savedModel.isPresent()) {
      return savedModel(savedModel.get(), signature);
    }
    if (signature.isPresent()) {
      throw new ModelException(
          Kind.UNUSABLE, "'" + path + "' is no SavedModel, so that it has no signatures");
    }
    if (folder) {
      return modelFolder(path);
    }
    Optional<String> checkpoint = checkpointPrefix(path);
    if (checkpoint.isPresent()) {
      return checkpoint(checkpoint.get());
    }
    if (Storage.isFolder(path)) {
      throw new ModelException(
          Kind.NOT_FOUND,
          "the folder '"
              + path
              + "' has no model: neither "
              + SavedModels.BINARY
              + ", nor a checkpoint, nor "
              + ModelFolder.GRAPH);
    }
    if (!Storage.exists(path)) {
      throw new ModelException(Kind.NOT_FOUND, "there is no model '" + path + "'");
    }
    Optional<ForeignFormat> format = ForeignFiles.format(path);
    if (format.isPresent() && !GRAPHS.contains(format.get())) {
      // Says what the file is, and what makes something of it that can be imported.
      ModelFolder.open(path);
    }
    return graphFile(path);
  }

  /**
   * Whether a path is of something that is imported before it can be used: a SavedModel, a frozen
   * graph's file or a checkpoint. A model folder is none.
   *
   * @throws IOException if that can't be found out
   */
  static boolean isOne(String path) throws IOException {
    return !files(path).isEmpty();
  }

  /** The files by which a version of such a thing is known; none if a path is of something else. */
  static List<String> files(String path) throws IOException {
    if (path.isEmpty()
        || Downloader.isHttp(path)
        || ModelCatalog.find(path).isPresent()
        || Storage.exists(Storage.resolve(path, ModelFolder.GRAPH))) {
      return List.of();
    }
    Optional<String> savedModel = SavedModels.folder(path);
    if (savedModel.isPresent()) {
      return List.of(
          Storage.resolve(savedModel.get(), SavedModels.BINARY),
          Storage.resolve(savedModel.get(), SavedModels.TEXT),
          Storage.resolve(savedModel.get(), SavedModels.VARIABLES + ".index"));
    }
    Optional<String> checkpoint = checkpointPrefix(path);
    if (checkpoint.isPresent()) {
      return List.of(checkpoint.get() + ".index", MetaGraph.beside(checkpoint.get()));
    }
    return ForeignFiles.format(path).filter(GRAPHS::contains).isPresent()
        ? List.of(path)
        : List.of();
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
        model::tensor,
        outputs -> Freezer.freeze(model.graph(), Map.of(), outputs));
  }

  private static ImportedGraph modelFolder(String path) {
    ModelFolder folder = ModelFolder.open(path);
    ModelSpec spec = folder.spec();
    GraphDef graph = folder.readGraph().graph();
    return new ImportedGraph(
        "model folder",
        graph,
        List.of(TensorName.parse(spec.input())),
        List.of(TensorName.parse(spec.output())),
        Optional.of(spec),
        TensorName::parse,
        outputs -> graph);
  }

  private static ImportedGraph graphFile(String path) throws IOException {
    InlinedGraph inlined =
        FunctionInliner.inline(GraphReader.read(path), TensorFlow.registeredOpList());
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

  private static Optional<String> checkpointPrefix(String path) throws IOException {
    if (Storage.isFolder(path)) {
      return new CheckpointFolder(path).findLatest();
    }
    boolean isFile =
        Storage.exists(path) && !path.matches(".*\\.(index|meta|data-[0-9-]+of-[0-9]+)");
    boolean isPrefix = Storage.exists(path + ".index") || Storage.exists(MetaGraph.beside(path));
    if ((isFile && !isPrefix) || (!isFile && !isPrefix && !Storage.exists(path))) {
      return Optional.empty();
    }
    return Optional.of(CheckpointFolder.prefixOf(path));
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
    return ImportedGraph.of(
        "checkpoint",
        meta.getGraphDef(),
        outputs -> {
          try (CheckpointReader reader = CheckpointReader.open(prefix)) {
            return FrozenGraphs.freeze(meta, reader, outputs);
          }
        });
  }
}
