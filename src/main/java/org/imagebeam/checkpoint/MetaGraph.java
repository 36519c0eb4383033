package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.TextProtos;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.local.TextBytes;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.SaverDef;

/**
 * Writes a graph so that it can be read without the code that made it, and reads it, as {@code
 * tf.train.export_meta_graph} and {@code import_meta_graph} do.
 */
public final class MetaGraph {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private MetaGraph() {}

  /**
   * The graph with its saver, its collections (in Python's terms: the variables, those that are
   * trained, those that have averages) and the definitions of the ops that it is made of.
   */
  public static MetaGraphDef export(Graph graph, Optional<SaverDef> saver) {
    VariableDefs.addSnapshots(graph);
    GraphDef graphDef = graph.toGraphDef();
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .setTensorflowVersion(TensorFlow.version())
                    .setStrippedOpList(opsOf(graphDef)))
            .setGraphDef(graphDef)
            .putAllCollectionDef(VariableDefs.collections(graph));
    saver.ifPresent(meta::setSaverDef);
    return meta.build();
  }

  /** Writes {@link #export(Graph, Optional)} to a file, local or {@code gs://}. */
  public static void export(Graph graph, Optional<SaverDef> saver, String path) throws IOException {
    AtomicFile.write(path, export(graph, saver).toByteArray());
  }

  private static OpList opsOf(GraphDef graph) {
    Set<String> used = new HashSet<>();
    graph.getNodeList().stream().map(NodeDef::getOp).forEach(used::add);
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      function.getNodeDefList().stream().map(NodeDef::getOp).forEach(used::add);
    }
    return OpList.newBuilder()
        .addAllOp(
            TensorFlow.registeredOpList().getOpList().stream()
                .filter(op -> used.contains(op.getName()))
                .sorted(Comparator.comparing(OpDef::getName))
                .toList())
        .build();
  }

  /**
   * Adds to a graph what a file holds. Its nodes can then be fed and fetched by the names that they
   * had.
   *
   * @param path of a {@code .meta} file, binary or in text format
   * @return a saver by the nodes that came with the graph; by new ones if there were none; nothing
   *     if there are no variables
   * @throws CheckpointException if there is no such file, or it holds no graph
   * @throws org.imagebeam.graph.safety.UnsafeGraphException if one of its nodes does more than to
   *     compute and to read and write checkpoints; names the node and its op
   * @throws IllegalArgumentException if TensorFlow refuses the graph, such as for names that the
   *     graph has already
   */
  public static Optional<Saver> importMetaGraph(Graph graph, String path) throws IOException {
    return importMetaGraph(graph, read(path));
  }

  /** Imports a MetaGraphDef in memory; see {@link #importMetaGraph(Graph, String)}. */
  public static Optional<Saver> importMetaGraph(Graph graph, MetaGraphDef meta) {
    GraphSafety.requireComputingOrCheckpoints(meta.getGraphDef());
    return importUnsafeMetaGraph(graph, meta);
  }

  /**
   * As {@link #importMetaGraph(Graph, MetaGraphDef)}, whatever its nodes do when they are run: read
   * and write files, say, or call other programs. Only for a graph whose maker is trusted.
   */
  public static Optional<Saver> importUnsafeMetaGraph(Graph graph, MetaGraphDef meta) {
    requireNonNull(graph, "graph is null").importGraphDef(meta.getGraphDef());
    GraphCollections.of(graph).putAll(meta.getCollectionDefMap());
    if (meta.hasSaverDef()) {
      return Optional.of(Saver.of(graph, meta.getSaverDef(), Clock.systemUTC()));
    }
    return GraphVariable.all(graph).isEmpty()
        ? Optional.empty()
        : Optional.of(Saver.builder(graph).build());
  }

  /** The path of the {@code .meta} file that belongs to a checkpoint. */
  public static String beside(String prefix) {
    return CheckpointPaths.meta(prefix);
  }

  /** Reads a {@code .meta} file. */
  public static MetaGraphDef read(String path) throws IOException {
    byte[] content =
        Storage.readIfPresent(path, MAX_BYTES)
            .orElseThrow(() -> new CheckpointException(Kind.NOT_FOUND, "there is no file " + path));
    try {
      return requireGraph(MetaGraphDef.parseFrom(content), path);
    } catch (InvalidProtocolBufferException e) {
      return parseText(TextBytes.decode(content), path);
    }
  }

  private static MetaGraphDef parseText(String text, String path) throws CheckpointException {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    try {
      TextProtos.merge(text, meta);
    } catch (TextFormat.ParseException e) {
      throw new CheckpointException(Kind.CORRUPT, path + " holds no graph (MetaGraphDef)", e);
    }
    return requireGraph(meta.build(), path);
  }

  private static MetaGraphDef requireGraph(MetaGraphDef meta, String path)
      throws CheckpointException {
    if (meta.getGraphDef().getNodeCount() == 0) {
      throw new CheckpointException(Kind.CORRUPT, path + " holds a graph without nodes");
    }
    return meta;
  }
}
