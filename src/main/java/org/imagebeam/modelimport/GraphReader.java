package org.imagebeam.modelimport;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import org.imagebeam.checkpoint.folder.TextBytes;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;

/** Reads a file with a GraphDef, binary or text. */
final class GraphReader {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private GraphReader() {}

  /**
   * Reads one.
   *
   * @throws ModelException UNUSABLE if it holds no graph
   * @throws IOException if it can't be read
   */
  static GraphDef read(String path) throws IOException {
    byte[] content = Storage.readAll(path, MAX_BYTES);
    GraphDef graph;
    try {
      graph = GraphDef.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      graph = parseText(content, path);
    }
    if (graph.getNodeCount() == 0) {
      throw new ModelException(Kind.UNUSABLE, path + " holds no graph (GraphDef): it has no nodes");
    }
    return graph;
  }

  private static GraphDef parseText(byte[] content, String path) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    try {
      TextFormat.merge(TextBytes.decode(content), graph);
    } catch (TextFormat.ParseException e) {
      throw new ModelException(
          Kind.UNUSABLE, path + " holds no graph (GraphDef), neither binary nor as text", e);
    }
    return graph.build();
  }
}
