package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.graph.safety.UnsafeGraphException;
import org.imagebeam.local.Remedy;
import org.imagebeam.storage.FileTooLargeException;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;

/**
 * A model on disk, in a bucket or in the jar, laid out like the unpacked inception-2015-12-05
 * archive. Immutable; files are read at each call.
 */
public final class ModelFolder {
  /** The frozen graph. */
  public static final String GRAPH = "classify_image_graph_def.pb";

  /** What the graph's nodes are called; optional. */
  public static final String SPEC = "model.json";

  /** The name of the model in the jar. */
  public static final String EMBEDDED = "embedded";

  /** Digits of the graph's SHA-256 that identify a model. */
  public static final int ID_DIGITS = 12;

  private static final String RESOURCES = "/models/";

  /** The largest message that protobuf can hold. */
  private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8L;

  private final String location;
  private final ModelSpec spec;
  private final Optional<RecordedGraph> recorded;
  private final boolean allowUnsafeModel;

  private ModelFolder(
      String location, ModelSpec spec, Optional<RecordedGraph> recorded, boolean allowUnsafeModel) {
    this.location = location;
    this.spec = spec;
    this.recorded = recorded;
    this.allowUnsafeModel = allowUnsafeModel;
  }

  /**
   * Finds a model.
   *
   * @param location {@value #EMBEDDED}, or a folder, local or {@code gs://}
   * @throws ModelException if there is no such folder, if it has no graph, or if its {@code
   *     model.json} can't be read
   */
  public static ModelFolder open(String location) {
    requireNonNull(location, "location is null");
    if (!location.equals(EMBEDDED)) {
      requireGraph(location);
    }
    ModelFolder unnamed =
        new ModelFolder(location, ModelSpec.INCEPTION_2015, Optional.empty(), false);
    return unnamed
        .find(SPEC, ModelSpecReader.MAX_BYTES)
        .map(json -> ModelSpec.parse(json, unnamed.path(SPEC)))
        .map(spec -> new ModelFolder(location, spec, Optional.empty(), false))
        .orElse(unnamed);
  }

  /** Returns what model.json says to people alone, such as a description, in its order. */
  public Map<String, JsonNode> notes() {
    return find(SPEC).map(ModelSpecReader::notes).orElse(Map.of());
  }

  /** Returns this folder, whose graph must be the one recorded when it was fetched. */
  ModelFolder withRecordedGraph(RecordedGraph graph) {
    return new ModelFolder(location, spec, Optional.of(graph), allowUnsafeModel);
  }

  /**
   * Returns the SHA-256 that the graph's file is to have, in hex, if {@code model.json} states it
   * or it was recorded when the model was fetched.
   */
  public Optional<String> expectedSha256() {
    return spec.sha256().or(() -> recorded.map(RecordedGraph::sha256));
  }

  /** Returns the same folder, whose graph may do more than to compute if {@code allowed}. */
  ModelFolder withAllowUnsafeModel(boolean allowed) {
    return new ModelFolder(location, spec, recorded, allowed);
  }

  /** Returns the same folder, whose nodes are called as a graph calls them. */
  ModelFolder withNamesIn(GraphDef graph) {
    if (!spec.hasImportedNames()) {
      return this;
    }
    GraphIndex index = new GraphIndex(graph);
    ModelSpec named = spec.named(index::known);
    Optional<String> repeated = named.heads().repeated(named.output());
    if (repeated.isPresent()) {
      throw new ModelException(ModelException.Kind.UNUSABLE, path(SPEC) + ": " + repeated.get());
    }
    return new ModelFolder(location, named, recorded, allowUnsafeModel);
  }

  /**
   * Keeps of a graph of this folder what takes part in a run, and checks that it only computes.
   * Call it before TensorFlow gets the graph.
   *
   * @param graph as stored
   * @param output the node that is fetched
   * @return the smaller graph
   * @throws ModelException if a node does more than to compute, and that isn't allowed; names the
   *     node and its op
   */
  public GraphDef requireSafe(GraphDef graph, String output) {
    GraphDef needed = GraphSafety.needed(graph, spec.input(), output);
    if (!allowUnsafeModel) {
      try {
        GraphSafety.requireComputing(needed);
      } catch (UnsafeGraphException e) {
        throw unusable(
                ": "
                    + e.getMessage()
                    + ". A model may only compute; if you trust its maker, allow it",
                e)
            .withRemedy(Remedy.of(Remedy.Kind.ALLOW_UNSAFE_MODEL));
      }
    }
    return needed;
  }

  private static void requireGraph(String location) {
    try {
      ForeignModel.requireModelFolder(location);
    } catch (IOException e) {
      throw unreadable(location, e);
    }
  }

  public String location() {
    return location;
  }

  public ModelSpec spec() {
    return spec;
  }

  /** The path of one of the folder's files, for messages. */
  public String path(String name) {
    return location.equals(EMBEDDED) ? EMBEDDED + "/" + name : Storage.resolve(location, name);
  }

  /**
   * The bytes of one of the folder's files, if it is there.
   *
   * @throws ModelException if it is there and can't be read
   */
  public Optional<byte[]> find(String name) {
    return find(name, MAX_FILE_BYTES);
  }

  /**
   * Reads a file that is expected to be small.
   *
   * @param maxBytes the most that are read
   * @throws ModelException if it is there and can't be read; of a file over the limit, the cause is
   *     a {@link FileTooLargeException}
   */
  public Optional<byte[]> find(String name, long maxBytes) {
    try {
      return location.equals(EMBEDDED)
          ? findResource(name)
          : Storage.readIfPresent(path(name), maxBytes);
    } catch (FileTooLargeException e) {
      throw new ModelException(ModelException.Kind.UNUSABLE, e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(path(name), e);
    }
  }

  private Optional<byte[]> findResource(String name) throws IOException {
    try (InputStream in =
        ModelFolder.class.getResourceAsStream(RESOURCES + EMBEDDED + "/" + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    }
  }

  /**
   * Reads the graph.
   *
   * @throws ModelException if it is missing, isn't a GraphDef, or isn't the one that {@code
   *     model.json} states
   */
  public ModelGraph readGraph() {
    return ModelGraph.of(this, graphFile());
  }

  /**
   * Reads the graph, of which it is still to be seen whether it is the one that was meant.
   *
   * @throws ModelException if it is missing, or isn't a GraphDef
   */
  public ModelGraph openGraph() {
    return ModelGraph.parse(this, graphFile());
  }

  /**
   * Returns the content of the graph's file.
   *
   * @throws ModelException if it is missing
   */
  public byte[] graphFile() {
    return find(GRAPH).orElseThrow(() -> notFound("there is no file " + path(GRAPH)));
  }

  /**
   * Adds to the graph what {@code model.json} says that it lacks.
   *
   * @throws ModelException if that can't be added
   */
  GraphDef adapted(GraphDef graph) {
    try {
      return spec.adapted(graph);
    } catch (GraphException e) {
      throw unusable(e);
    }
  }

  /**
   * @param sha256 of the graph that is here, in hex
   * @throws ModelException if another is stated or recorded
   */
  void requireStated(String sha256) {
    if (spec.sha256().isPresent() && !spec.sha256().get().equalsIgnoreCase(sha256)) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path(GRAPH)
              + " has the SHA-256 "
              + sha256
              + ", and "
              + SPEC
              + " says "
              + spec.sha256().get()
              + ": the graph is damaged, or is another one");
    }
    if (recorded.isPresent() && !recorded.get().sha256().equals(sha256)) {
      throw unusable(
              " has the SHA-256 "
                  + sha256
                  + ", and had "
                  + recorded.get().sha256()
                  + " when it was fetched: it is damaged; fetch it again")
          .withRemedy(recorded.get().remedy());
    }
  }

  /** What to throw when the graph lacks what is needed of it: names the file, and what to do. */
  public ModelException unusable(GraphException e) {
    String names =
        e instanceof UnfitGraphException ? "" : " (name the graph's own nodes in " + SPEC + ")";
    return new ModelException(
        ModelException.Kind.UNUSABLE, path(GRAPH) + ": " + e.getMessage() + names, e);
  }

  /**
   * Makes the exception that says what is wrong with the graph.
   *
   * @param what stands behind the path of its file
   */
  public ModelException unusable(String what) {
    return new ModelException(ModelException.Kind.UNUSABLE, path(GRAPH) + what);
  }

  /**
   * Makes the exception that says what is wrong with the graph.
   *
   * @param what stands behind the path of its file
   */
  public ModelException unusable(String what, RuntimeException cause) {
    return new ModelException(ModelException.Kind.UNUSABLE, path(GRAPH) + what, cause);
  }

  private static ModelException notFound(String message) {
    return new ModelException(ModelException.Kind.NOT_FOUND, message);
  }

  private static ModelException unreadable(String path, IOException e) {
    return new ModelException(
        ModelException.Kind.NOT_FOUND, "can't read '" + path + "': " + e.getMessage(), e);
  }
}
