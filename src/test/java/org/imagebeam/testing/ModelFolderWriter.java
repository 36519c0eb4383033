package org.imagebeam.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.proto.GraphDef;

/**
 * Writes a model folder as the inception-2015-12-05 archive has it: the graph and the two label
 * files. Synsets and words are made up; their form and their order (by synset, not by node id, and
 * more synsets than classes) are those of the originals.
 */
final class ModelFolderWriter {
  private static final String GRAPH = "classify_image_graph_def.pb";
  private static final String LABEL_MAP = "imagenet_2012_challenge_label_map_proto.pbtxt";
  private static final String SYNSETS = "imagenet_synset_to_human_label_map.txt";
  private static final int UNUSED = 10;

  private ModelFolderWriter() {}

  /** Writes the three files into {@code dir}, made if missing, with a label for each node id. */
  static void write(Path dir, GraphDef graph, List<Integer> nodeIds, IntFunction<String> words)
      throws IOException {
    Files.createDirectories(dir);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(dir.resolve(GRAPH)))) {
      graph.writeTo(out);
    }
    List<Integer> sorted =
        nodeIds.stream().sorted(Comparator.comparing(ModelFolderWriter::synset)).toList();
    StringBuilder map =
        new StringBuilder("# -*- protobuffer -*-\n# Node ids and made-up synsets.\n");
    StringBuilder synsets = new StringBuilder();
    for (int id : sorted) {
      map.append("entry {\n  target_class: ").append(id);
      map.append("\n  target_class_string: \"").append(synset(id)).append("\"\n}\n");
      synsets.append(synset(id)).append('\t').append(words.apply(id)).append('\n');
    }
    IntStream.range(0, UNUSED)
        .forEach(i -> synsets.append("n9999999").append(i).append("\tno class, unused\n"));
    Files.writeString(dir.resolve(LABEL_MAP), map);
    Files.writeString(dir.resolve(SYNSETS), synsets);
  }

  /** The made-up synset of a node id; WordNet's own numbers are smaller. */
  static String synset(int nodeId) {
    return String.format(Locale.ROOT, "n%08d", 90_000_000 + nodeId * 7919L % 100_003);
  }
}
