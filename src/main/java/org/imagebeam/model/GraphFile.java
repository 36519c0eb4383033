package org.imagebeam.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.GraphDef;

/** Parses the file of a frozen graph, and says what else a file is. */
final class GraphFile {
  /** Bytes that tell text from a message. */
  private static final int TEXT_START = 64;

  private GraphFile() {}

  /**
   * Parses a GraphDef. Its weights stay in {@code content}.
   *
   * @param path of the file, for messages
   * @throws ModelException if it is none
   */
  static GraphDef parse(String path, byte[] content) {
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
}
