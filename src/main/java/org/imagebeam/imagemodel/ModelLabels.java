package org.imagebeam.imagemodel;

import java.util.List;
import java.util.OptionalInt;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.OutputSize;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a model's labels, and warns of those that don't fit its network. */
public final class ModelLabels {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLabels.class);

  private final ModelFolder folder;
  private final LabelMap labels;
  private final boolean compared;

  private ModelLabels(ModelFolder folder, LabelMap labels, boolean compared) {
    this.folder = folder;
    this.labels = labels;
    this.compared = compared;
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
    return new ModelLabels(folder, labels, classes.isPresent());
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
