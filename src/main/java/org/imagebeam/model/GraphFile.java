package org.imagebeam.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;

/** Parses the file of a frozen graph, and says what else a file is. */
final class GraphFile {
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
        requireNothingElse(path, content);
        throw new ModelException(
            ModelException.Kind.UNUSABLE, path + " has no nodes: it is empty, or no GraphDef");
      }
      return graph;
    } catch (InvalidProtocolBufferException e) {
      requireNothingElse(path, content);
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is no frozen GraphDef, or is damaged: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  private static void requireNothingElse(String path, byte[] content) {
    if (SavedModels.isContentOfOne(content)) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is the graph of a SavedModel and no frozen graph: import the SavedModel");
    }
    Optional<String> foreign = ForeignModel.ofGraph(content, path);
    if (foreign.isPresent()) {
      throw new ModelException(ModelException.Kind.UNUSABLE, path + " " + foreign.get());
    }
  }
}
