package org.imagebeam.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.imagebeam.local.DaemonThreads;
import org.tensorflow.proto.GraphDef;

/**
 * A model folder's graph as it was read, which may still be another one than the folder states. Its
 * SHA-256 is computed on a thread of its own: where Java's quick compiler is alone, it takes longer
 * than to rewrite the graph. Safe for use by many threads.
 */
public final class UnverifiedGraph {
  /** Bytes that tell text from a message. */
  private static final int TEXT_START = 64;

  private final ModelFolder folder;
  private final CompletableFuture<String> sha256;
  private final long bytes;
  private volatile @Nullable GraphDef graph;

  private UnverifiedGraph(ModelFolder folder, CompletableFuture<String> sha256, long bytes) {
    this.folder = folder;
    this.sha256 = sha256;
    this.bytes = bytes;
  }

  /**
   * Parses the content of {@code folder}'s graph.
   *
   * @throws ModelException if it isn't a GraphDef; or, if that is why, isn't the one that was meant
   */
  static UnverifiedGraph of(ModelFolder folder, byte[] content) {
    String path = folder.path(ModelFolder.GRAPH);
    CompletableFuture<String> sha256 =
        CompletableFuture.supplyAsync(
            () -> GraphDigests.sha256(path, content),
            task -> DaemonThreads.start("hash-graph", task));
    UnverifiedGraph unverified = new UnverifiedGraph(folder, sha256, content.length);
    unverified.graph = unverified.verifyIfFails(() -> parse(path, content));
    return unverified;
  }

  private static GraphDef parse(String path, byte[] content) {
    try {
      // Leaves the weights where they are: a second copy of them would be most of the heap.
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
      in.enableAliasing(true);
      GraphDef graph = GraphDef.parseFrom(in);
      in.checkLastTagWas(0);
      if (graph.getNodeCount() == 0) {
        requireNoSavedModel(path, content);
        throw new ModelException(
            ModelException.Kind.UNUSABLE, path + " has no nodes: it is empty, or no GraphDef");
      }
      return graph;
    } catch (InvalidProtocolBufferException e) {
      requireNoSavedModel(path, content);
      if (isText(content)) {
        throw new ModelException(
            ModelException.Kind.UNUSABLE,
            path
                + " is a GraphDef written as text, and only the binary form is read: convert it with"
                + " Python's tf.io.write_graph(…, as_text=False)",
            e);
      }
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is no frozen GraphDef, or is damaged: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /** Whether it begins as protobuf's text format writes a GraphDef. */
  private static boolean isText(byte[] content) {
    String start =
        new String(content, 0, Math.min(content.length, TEXT_START), StandardCharsets.UTF_8);
    return start.stripLeading().matches("(?s)(node|versions|library)\\s*\\{.*");
  }

  private static void requireNoSavedModel(String path, byte[] content) {
    if (SavedModels.isContentOfOne(content)) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is the graph of a SavedModel, which can't be read: freeze it in Python first");
    }
  }

  /**
   * The graph as stored.
   *
   * @throws IllegalStateException after {@link #letGo}
   */
  public GraphDef graph() {
    GraphDef found = graph;
    if (found == null) {
      throw new IllegalStateException("the graph has been let go");
    }
    return found;
  }

  /** Of its file. */
  public long bytes() {
    return bytes;
  }

  /** The graph, which this keeps in memory no longer. */
  public GraphDef take() {
    GraphDef taken = graph();
    letGo();
    return taken;
  }

  /** Keeps the graph in memory no longer; its id stays known. */
  public void letGo() {
    graph = null;
  }

  /**
   * The first {@value ModelFolder#ID_DIGITS} digits of the file's SHA-256; waits until it is known.
   *
   * @throws ModelException if it isn't the one that {@code model.json} states, or that was recorded
   *     when the model was fetched
   */
  public String id() {
    verify();
    return sha256.join().substring(0, ModelFolder.ID_DIGITS);
  }

  /**
   * Waits until the graph is known to be the one that was meant.
   *
   * @throws ModelException if it isn't
   */
  public void verify() {
    folder.requireStated(sha256.join());
  }

  /**
   * What {@code step} makes of the graph, before it is known to be the one that was meant.
   *
   * @throws ModelException if the step can't; or, if that is why, the graph isn't the one
   */
  public <T> T verifyIfFails(Supplier<T> step) {
    try {
      return step.get();
    } catch (ModelException e) {
      verify();
      throw e;
    }
  }

  ModelGraph verified() {
    String id = id();
    return new ModelGraph(take(), id, bytes);
  }
}
