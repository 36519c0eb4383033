package org.imagebeam.imagemodel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.OutputSize;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a model's labels, and warns of those that don't fit its network. */
public final class ModelLabels {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLabels.class);

  private final ModelFolder folder;
  private final LabelMap labels;
  private final boolean compared;

  /** What reading made of the graph, for who loads it next. */
  private final AtomicReference<@Nullable BatchedGraph> batched;

  private ModelLabels(ModelFolder folder, LabelMap labels, boolean compared, BatchedGraph batched) {
    this.folder = folder;
    this.labels = labels;
    this.compared = compared;
    this.batched = new AtomicReference<>(batched);
  }

  /**
   * Reads the labels, and sees that the graph has the nodes that classifying needs.
   *
   * @throws org.imagebeam.model.ModelException if the graph can't be used
   * @throws org.imagebeam.model.LabelFileException if the labels can't be used
   */
  public static ModelLabels read(ModelGraph graph) {
    ModelFolder folder = graph.folder();
    List<String> outputs = folder.spec().outputs();
    BatchedGraph batched =
        graph.verifyIfFails(() -> ImageModelLoader.batch(folder, graph.graph(), outputs));
    LabelMap labels = LabelFiles.read(folder);
    OptionalInt classes = classes(graph, batched, outputs.get(0));
    LabelWarnings.of(folder, labels, classes).forEach(LOG::warn);
    folder
        .spec()
        .heads()
        .nodes()
        .forEach(
            (head, node) ->
                LabelWarnings.of(
                        folder.path(Heads.labelFile(head)),
                        labels.head(head),
                        classes(graph, batched, node))
                    .forEach(LOG::warn));
    return new ModelLabels(folder, labels, classes.isPresent(), batched);
  }

  private static OptionalInt classes(ModelGraph graph, BatchedGraph batched, String output) {
    OptionalInt classes = OutputSize.stated(batched, output);
    if (classes.isPresent()) {
      return classes;
    }
    // TensorFlow gets no graph that may be another than the folder states.
    graph.verify();
    return OutputSize.inferred(batched, output);
  }

  /**
   * Returns the graph with a batch dimension, which was made to read the labels, and keeps it in
   * memory no longer.
   *
   * @param outputs the nodes whose values are wanted; with others than the folder states, nothing
   *     is returned
   */
  Optional<BatchedGraph> takeBatched(List<String> outputs) {
    return Optional.ofNullable(batched.getAndSet(null))
        .filter(made -> outputs.equals(folder.spec().outputs()));
  }

  /** Keeps the graph in memory no longer. */
  public void releaseGraph() {
    batched.set(null);
  }

  /** Returns what the classes are called. */
  public LabelMap map() {
    return labels;
  }

  /** Returns digits that differ where the labels do. */
  public String digest() {
    return labels.digest();
  }

  /** Warns if the loaded network has another number of classes, where its graph didn't tell. */
  public void compareWith(ImageModel<?> model) {
    if (!compared) {
      LabelWarnings.ofSize(folder, labels, model.outputSize()).ifPresent(LOG::warn);
    }
  }
}
