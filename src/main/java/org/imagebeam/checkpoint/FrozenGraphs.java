package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.imagebeam.graph.Freezer;
import org.imagebeam.graph.GraphException;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
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
    try {
      Map<String, TensorProto> values = new LinkedHashMap<>();
      long bytes = 0;
      for (NodeDef variable : Freezer.variables(graph, outputs)) {
        bytes += checkpoint.info(variable.getName()).bytes();
        requireRoom(bytes);
        values.put(variable.getName(), checkpoint.read(variable.getName()).toProto());
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
