package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.checkpoint.FrozenGraphs;
import org.imagebeam.checkpoint.MetaGraph;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Does the work of {@code imagebeam checkpoint freeze}.
 *
 * @param prefix of the checkpoint
 * @param meta the file with the graph, if it isn't the one beside the checkpoint
 * @param output where the frozen graph goes
 */
record CheckpointFreeze(String prefix, Optional<String> meta, String output) {
  void run(List<String> outputs, PrintWriter out) throws IOException {
    String metaFile = metaFile();
    requireOther(metaFile);
    MetaGraphDef graph = MetaGraph.read(metaFile);
    byte[] frozen;
    int kept;
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      GraphDef cut = FrozenGraphs.freeze(graph, reader, outputs);
      frozen = cut.toByteArray();
      kept = cut.getNodeCount();
    }
    AtomicFile.write(output, frozen);
    out.printf(
        Locale.ROOT,
        "%s: %,d of %,d nodes, %,d bytes%n",
        output,
        kept,
        graph.getGraphDef().getNodeCount(),
        frozen.length);
  }

  private String metaFile() throws IOException {
    String file = meta.orElseGet(() -> MetaGraph.beside(prefix));
    if (meta.isEmpty() && !Storage.exists(file)) {
      throw new CheckpointException(
          CheckpointException.Kind.NOT_FOUND,
          "there is no file "
              + file
              + " with the checkpoint's graph: give one with --meta=FILE.meta (checkpoints of"
              + " tf.train.Checkpoint, and the best ones that retrain keeps, have none)");
    }
    return file;
  }

  /** The graph would replace what it is made of. */
  private void requireOther(String metaFile) throws IOException {
    String written = absolute(output);
    String read = absolute(prefix);
    if (written.equals(absolute(metaFile))
        || written.equals(read + ".index")
        || written.startsWith(read + ".data-")) {
      throw new InvalidValueException(
          "--output=" + output + " is a file of the checkpoint that is read: name another");
    }
  }

  private static String absolute(String path) throws IOException {
    return Storage.localPath(path).map(Path::toString).orElse(path);
  }
}
