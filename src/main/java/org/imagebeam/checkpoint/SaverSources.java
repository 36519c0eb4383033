package org.imagebeam.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.local.Remedy;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Finds the tensor in a checkpoint, or the part of one, that is a variable's value: a partitioned
 * variable is one tensor there and several variables in the graph, and a saver may use other names
 * than the graph. In this order, the first that the checkpoint has: what the saver's own nodes
 * restore; the variable's own name; the part that Python's definition of the variable states; what
 * any other saver's nodes restore or save; what the graph of objects says that TensorFlow 2 writes.
 */
final class SaverSources {
  private final CheckpointReader checkpoint;
  private final SaverNodeReader saver;
  private final SaverNodeReader all;
  private final Map<String, SavedAs> stated;

  /** Read when a variable is found nowhere else, and then once for all. */
  private @Nullable ObjectGraphKeys objects;

  SaverSources(MetaGraphDef meta, CheckpointReader checkpoint) {
    this.checkpoint = checkpoint;
    this.stated = VariableDefs.partitioned(meta.getCollectionDefMap());
    this.saver = new SaverNodeReader(nodesOfSaver(meta));
    this.all = new SaverNodeReader(meta.getGraphDef());
  }

  /** What the nodes of the saver need that the file names; nothing if it names none. */
  private static GraphDef nodesOfSaver(MetaGraphDef meta) {
    Set<String> ends = new LinkedHashSet<>();
    GraphIndex index = new GraphIndex(meta.getGraphDef());
    for (String end :
        List.of(meta.getSaverDef().getRestoreOpName(), meta.getSaverDef().getSaveTensorName())) {
      String node = GraphIndex.nodeName(end);
      if (index.find(node).isPresent()) {
        ends.add(node);
      }
    }
    try {
      return ends.isEmpty()
          ? GraphDef.getDefaultInstance()
          : Subgraph.endingAt(meta.getGraphDef(), ends);
    } catch (GraphException e) {
      // A file that lacks some of the saver's nodes may have all that the outputs need.
      return GraphDef.getDefaultInstance();
    }
  }

  /**
   * Reads a variable's value.
   *
   * @throws CheckpointException NOT_FOUND if the checkpoint has nothing for it; otherwise as {@link
   *     CheckpointReader#read}
   */
  CheckpointTensor read(NodeDef variable) throws IOException {
    SavedAs source = source(variable);
    return source.place().isPresent()
        ? checkpoint.read(source.tensor(), source.place().get())
        : checkpoint.read(source.tensor());
  }

  private SavedAs source(NodeDef node) throws IOException {
    String variable = node.getName();
    List<SavedAs> sources = new ArrayList<>(saver.of(variable));
    sources.add(new SavedAs(variable, Optional.empty()));
    Optional.ofNullable(stated.get(variable)).ifPresent(sources::add);
    sources.addAll(all.of(variable));
    for (SavedAs source : sources) {
      if (checkpoint.has(source.tensor())) {
        return source;
      }
    }
    Optional<String> key = objects().find(sharedName(node));
    if (key.isPresent() && checkpoint.has(key.get())) {
      return new SavedAs(key.get(), Optional.empty());
    }
    Set<String> names = new LinkedHashSet<>();
    sources.forEach(source -> names.add("'" + source.tensor() + "'"));
    throw new CheckpointException(
            Kind.NOT_FOUND,
            String.format(
                Locale.ROOT,
                "checkpoint %s has no tensor %s for the graph's variable '%s'"
                    + ", which the outputs need, among its %d: name others",
                checkpoint.prefix(),
                String.join(" or ", names),
                variable,
                checkpoint.tensors().size()))
        .withRemedy(Remedy.of(Remedy.Kind.LIST_TENSORS));
  }

  private ObjectGraphKeys objects() throws IOException {
    ObjectGraphKeys read = objects;
    if (read == null) {
      read = ObjectGraphKeys.read(checkpoint);
      objects = read;
    }
    return read;
  }

  /** The name that a variable had when it was saved; its node may have got another. */
  private static String sharedName(NodeDef variable) {
    String shared =
        variable
            .getAttrOrDefault("shared_name", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8();
    return shared.isEmpty() ? variable.getName() : shared;
  }
}
