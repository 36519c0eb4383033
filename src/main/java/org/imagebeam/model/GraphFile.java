package org.imagebeam.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.imagebeam.foreign.ForeignFiles;
import org.imagebeam.foreign.ForeignFormat;
import org.imagebeam.graph.TextProtos;
import org.imagebeam.local.TextBytes;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;

/** Parses files of graphs, and says what else a file is. Safe for use by many threads. */
public final class GraphFile {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private GraphFile() {}

  /**
   * Reads a GraphDef, binary or as text.
   *
   * @param path local or {@code gs://}
   * @throws ModelException if it is none
   * @throws IOException if it can't be read
   */
  public static GraphDef read(String path) throws IOException {
    return parse(path, Storage.readAll(path, MAX_BYTES));
  }

  /**
   * Parses a GraphDef, binary or as text. The weights of a binary one stay in {@code content}.
   *
   * @param path of the file, for messages
   * @throws ModelException if it is none
   */
  public static GraphDef parse(String path, byte[] content) {
    try {
      // Leaves the weights where they are: a second copy of them would be most of the heap.
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
      in.enableAliasing(true);
      GraphDef graph = GraphDef.parseFrom(in);
      in.checkLastTagWas(0);
      if (graph.getNodeCount() == 0) {
        if (isText(content)) {
          return parseText(path, content);
        }
        requireNothingElse(path, content);
        throw new ModelException(
            ModelException.Kind.UNUSABLE, path + " has no nodes: it is empty, or no GraphDef");
      }
      return graph;
    } catch (InvalidProtocolBufferException e) {
      if (isText(content)) {
        return parseText(path, content);
      }
      requireNothingElse(path, content);
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is no frozen GraphDef, or is damaged: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  private static boolean isText(byte[] content) {
    return ForeignFiles.format(content).filter(ForeignFormat.TEXT_GRAPH::equals).isPresent();
  }

  private static GraphDef parseText(String path, byte[] content) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    try {
      TextProtos.merge(TextBytes.decode(content), graph);
    } catch (TextFormat.ParseException e) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          path + " is a GraphDef written as text, and is damaged: line " + e.getMessage(),
          e);
    }
    return graph.build();
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
