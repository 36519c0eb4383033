package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.imagebeam.local.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;

/**
 * Holds a model folder's graph. Until {@link #verify} or {@link #id} has returned, it may be
 * another one than the folder states: the SHA-256 of its file is computed on a thread of its own,
 * since with Java's C1 compiler alone that takes longer than to rewrite the graph. Safe for use by
 * many threads.
 */
public final class ModelGraph {
  /** By path; there are as many as models that a JVM ever uses. */
  private static final Map<String, Digest> DIGESTS = new ConcurrentHashMap<>();

  private final ModelFolder folder;
  private final Hashes hashes;
  private final long bytes;
  private volatile @Nullable GraphDef graph;

  private ModelGraph(ModelFolder folder, Hashes hashes, long bytes) {
    this.folder = folder;
    this.hashes = hashes;
    this.bytes = bytes;
  }

  /**
   * Takes the content of a folder's graph file for the graph.
   *
   * @param content of {@link ModelFolder#graphFile}
   * @throws ModelException if it isn't a GraphDef, or isn't the one that {@code model.json} states
   */
  public static ModelGraph of(ModelFolder folder, byte[] content) {
    ModelGraph graph = parse(folder, content);
    graph.verify();
    return graph;
  }

  /**
   * Parses the content of {@code folder}'s graph.
   *
   * @throws ModelException if it isn't a GraphDef; or, if that is why, isn't the one that was meant
   */
  static ModelGraph parse(ModelFolder folder, byte[] content) {
    String path = requireNonNull(folder, "folder is null").path(ModelFolder.GRAPH);
    Hashes hashes = Hashes.compute(path, content);
    ModelGraph unnamed = new ModelGraph(folder, hashes, content.length);
    GraphDef stored = unnamed.verifyIfFails(() -> GraphFile.parse(path, content));
    ModelGraph parsed = new ModelGraph(folder.withNamesIn(stored), hashes, content.length);
    parsed.graph = parsed.verifyIfFails(() -> parsed.folder.adapted(stored));
    return parsed;
  }

  /** Returns the folder that the graph was read from, with the names that its nodes have. */
  public ModelFolder folder() {
    return folder;
  }

  /**
   * Returns the graph as stored.
   *
   * @throws IllegalStateException after {@link #release}
   */
  public GraphDef graph() {
    GraphDef found = graph;
    if (found == null) {
      throw new IllegalStateException("the graph has been released");
    }
    return found;
  }

  /** Returns the length of its file, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Returns the graph, and keeps it in memory no longer. */
  public GraphDef take() {
    GraphDef taken = graph();
    release();
    return taken;
  }

  /** Keeps the graph in memory no longer; its id stays known. */
  public void release() {
    graph = null;
  }

  /**
   * Returns the file's length and two checksums, which take a hundredth of the time that its
   * SHA-256 takes: they tell apart what differs by chance, and don't protect from forgery.
   */
  public String checksums() {
    return hashes.checksums.join();
  }

  /**
   * Returns the first {@value ModelFolder#ID_DIGITS} digits of the file's SHA-256; waits until it
   * is known.
   *
   * @throws ModelException if it isn't the one that {@code model.json} states, or that was recorded
   *     when the model was fetched
   */
  public String id() {
    verify();
    return hashes.sha256.join().substring(0, ModelFolder.ID_DIGITS);
  }

  /**
   * Returns an id as users see it, in tables and reports: with an m in front, since without a
   * letter there many ids are numbers to pandas and to spreadsheets, which round them or cut their
   * zeros off.
   *
   * @param id the first 12 hexadecimal digits of the SHA-256 of a model's graph
   */
  public static String shownId(String id) {
    return "m" + requireNonNull(id, "id is null");
  }

  /**
   * Waits until the graph is known to be the one that was meant.
   *
   * @throws ModelException if it isn't
   */
  public void verify() {
    folder.requireStated(hashes.sha256.join());
  }

  /**
   * Returns what {@code step} makes of the graph, before it is known to be the one that was meant.
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

  /** Remembers the SHA-256 of a file: each job reads a graph to check it, and again to load it. */
  private record Digest(String checksums, String sha256) {}

  /** What is computed of a file's content, on a thread of its own. */
  private record Hashes(CompletableFuture<String> checksums, CompletableFuture<String> sha256) {
    static Hashes compute(String path, byte[] content) {
      Hashes hashes = new Hashes(new CompletableFuture<>(), new CompletableFuture<>());
      DaemonThreads.start("hash-graph", () -> hashes.complete(path, content));
      return hashes;
    }

    private void complete(String path, byte[] content) {
      try {
        String found = checksumsOf(content);
        checksums.complete(found);
        Digest digest =
            DIGESTS.compute(
                path,
                (key, known) ->
                    known != null && known.checksums.equals(found)
                        ? known
                        : new Digest(found, sha256Of(content)));
        sha256.complete(digest.sha256);
      } catch (RuntimeException | Error e) {
        checksums.completeExceptionally(e);
        sha256.completeExceptionally(e);
      }
    }

    private static String checksumsOf(byte[] content) {
      CRC32 crc32 = new CRC32();
      crc32.update(content);
      CRC32C crc32c = new CRC32C();
      crc32c.update(content);
      return String.format(
          Locale.ROOT,
          "%d bytes, CRC-32 %08x, CRC-32C %08x",
          content.length,
          crc32.getValue(),
          crc32c.getValue());
    }

    private static String sha256Of(byte[] content) {
      try {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }
}
