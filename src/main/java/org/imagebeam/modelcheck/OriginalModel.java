package org.imagebeam.modelcheck;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.model.GraphFile;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.modelimport.ImportSource;
import org.imagebeam.savedmodel.OriginalSavedModel;
import org.imagebeam.savedmodel.SavedModelFreezer;
import org.imagebeam.session.NativeLibraries;
import org.imagebeam.session.SessionRuns;
import org.imagebeam.storage.Storage;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * A model as TensorFlow itself loads and runs it, with none of its nodes changed. For one thread;
 * {@link #close} must come last.
 */
final class OriginalModel implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final Function<TensorName, String> naming;

  private OriginalModel(Graph graph, Session session, Function<TensorName, String> naming) {
    this.graph = graph;
    this.session = session;
    this.naming = naming;
  }

  /**
   * Loads a model.
   *
   * @param signature of a SavedModel
   * @throws ModelException if it does more than compute and read its variables, or TensorFlow can't
   *     load it
   * @throws IOException if a file can't be read
   */
  static OriginalModel open(ImportSource source, Optional<String> signature) throws IOException {
    NativeLibraries.require();
    try {
      return load(requireNonNull(source, "source is null"), signature);
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          "'"
              + source.path()
              + "' can't be loaded as it is, to compare with: "
              + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "),
          e);
    }
  }

  private static OriginalModel load(ImportSource source, Optional<String> signature)
      throws IOException {
    return switch (source.kind()) {
      case SAVED_MODEL -> savedModel(source.path(), signature);
      case CHECKPOINT -> checkpoint(source.path());
      case GRAPH -> graph(GraphFile.read(source.path()), TensorName::toString);
      case MODEL_FOLDER ->
          graph(
              GraphFile.read(Storage.resolve(source.path(), ModelFolder.GRAPH)),
              TensorName::toString);
    };
  }

  private static OriginalModel savedModel(String folder, Optional<String> signature)
      throws IOException {
    OriginalSavedModel origin = SavedModelFreezer.original(folder, signature);
    return restored(
        origin.graph(),
        origin.variables(),
        tensor -> origin.tensors().getOrDefault(tensor, tensor.toString()));
  }

  private static OriginalModel checkpoint(String prefix) throws IOException {
    return restored(MetaGraph.read(MetaGraph.beside(prefix)), prefix, TensorName::toString);
  }

  /** Runs the nodes that the graph itself has for that. */
  private static OriginalModel restored(
      MetaGraphDef meta, String prefix, Function<TensorName, String> naming) throws IOException {
    OriginalModel model = graph(meta.getGraphDef(), naming);
    SaverDef saver = meta.getSaverDef();
    if (saver.getRestoreOpName().isEmpty()) {
      return model;
    }
    try (LocalVariables variables = LocalVariables.of(prefix);
        TString path = TString.scalarOf(variables.prefix().toString())) {
      SessionRuns.run(
              model
                  .session
                  .runner()
                  .feed(saver.getFilenameTensorName(), path)
                  .addTarget(GraphIndex.nodeName(saver.getRestoreOpName())))
          .close();
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static OriginalModel graph(GraphDef definition, Function<TensorName, String> naming) {
    GraphSafety.requireComputingOrCheckpoints(definition);
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      return new OriginalModel(graph, new Session(graph), naming);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Runs it.
   *
   * @param fed by the tensors' names in the imported graph
   * @param outputs likewise
   * @return what was fetched, in their order, which the caller closes
   * @throws RuntimeException if there is no such tensor, or an op fails
   */
  Result run(Map<TensorName, Tensor> fed, List<TensorName> outputs) {
    Session.Runner runner = session.runner();
    outputs.forEach(output -> runner.fetch(naming.apply(output)));
    fed.forEach((name, tensor) -> runner.feed(naming.apply(name), tensor));
    return SessionRuns.run(runner);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
