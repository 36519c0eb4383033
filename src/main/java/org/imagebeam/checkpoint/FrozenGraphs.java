package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.variables.Freezer;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Graphs whose variables are constants with the values that a checkpoint or a session has. See
 * {@link Freezer} for what becomes of them. Thread-safe.
 */
public final class FrozenGraphs {
  /** No message of protocol buffers is larger. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  private FrozenGraphs() {}

  /**
   * Freezes a graph with the values of a checkpoint, which has them by the variables' names.
   *
   * @param outputs nodes, or tensors such as {@code add:0}
   * @throws CheckpointException NOT_FOUND if the checkpoint lacks a variable that the outputs need;
   *     CORRUPT if one is damaged; MISMATCH if the graph lacks an output, if a dtype or shape
   *     differs, or if an output needs more of a variable than its value
   * @throws IOException if the checkpoint can't be read
   */
  public static GraphDef freeze(
      GraphDef graph, CheckpointReader checkpoint, Collection<String> outputs) throws IOException {
    return freeze(MetaGraphDef.newBuilder().setGraphDef(graph).build(), checkpoint, outputs);
  }

  /**
   * Freezes the graph of a {@code .meta} file with the values of a checkpoint. Its saver's nodes
   * tell under which name each variable is there, and which part of a tensor it is if it is a part
   * of a partitioned variable; without a saver, the variables' own names and definitions.
   *
   * @param outputs nodes, or tensors such as {@code add:0}
   * @throws CheckpointException as {@link #freeze(GraphDef, CheckpointReader, Collection)}
   * @throws IOException if the checkpoint can't be read
   */
  public static GraphDef freeze(
      MetaGraphDef meta, CheckpointReader checkpoint, Collection<String> outputs)
      throws IOException {
    GraphDef graph = meta.getGraphDef();
    SaverSources sources = new SaverSources(meta, checkpoint);
    try {
      Map<String, TensorProto> values = new LinkedHashMap<>();
      long bytes = 0;
      for (NodeDef variable : Freezer.variables(graph, outputs)) {
        TensorProto value = sources.read(variable).toProto();
        bytes += value.getSerializedSize();
        requireRoom(bytes);
        values.put(variable.getName(), value);
      }
      return Freezer.freeze(graph, values, outputs);
    } catch (GraphException e) {
      throw new CheckpointException(Kind.MISMATCH, checkpoint.prefix() + ": " + e.getMessage(), e);
    }
  }

  private static void requireRoom(long bytes) throws CheckpointException {
    if (bytes > MAX_BYTES) {
      throw new CheckpointException(
          Kind.MISMATCH, "the variables have over 2 GiB, more than one frozen graph can hold");
    }
  }

  /**
   * Freezes a graph with the values that a session has now; one run fetches them all.
   *
   * @param graph of the session; a variable by handle needs a ReadVariableOp there
   * @param session stays open
   * @param outputs nodes, or tensors such as {@code add:0}
   * @throws GraphException as {@link Freezer#freeze}, and if nothing reads a variable
   * @throws RuntimeException if a variable is not initialised: of which type depends on TensorFlow
   */
  public static GraphDef freeze(GraphDef graph, Session session, Collection<String> outputs) {
    requireNonNull(session, "session is null");
    return Freezer.freeze(
        graph, SessionValues.of(graph, session, Freezer.variables(graph, outputs)), outputs);
  }
}
