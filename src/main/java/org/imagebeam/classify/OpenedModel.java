package org.imagebeam.classify;

import org.imagebeam.download.Progress;
import org.imagebeam.image.ImageModel;
import org.imagebeam.image.ImageModelLoader;
import org.imagebeam.image.ImageModelSettings;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.model.UnverifiedGraph;

/** A model that was looked at, with its graph in memory until that is loaded or let go. */
final class OpenedModel {
  private final ModelLocation location;
  private final ModelFolder folder;
  private final UnverifiedGraph graph;

  private OpenedModel(ModelLocation location, ModelFolder folder, UnverifiedGraph graph) {
    this.location = location;
    this.folder = folder;
    this.graph = graph;
  }

  /**
   * Looks a model up, and sees that it has a graph with the nodes that are needed, and labels that
   * parse.
   *
   * @param progress told if it has to be fetched
   * @throws ModelException if there is no such model, or its graph can't be used
   * @throws LabelFileException if its labels can't
   */
  static OpenedModel open(ModelLocation location, Progress progress) {
    ModelFolder folder = location.open(progress);
    UnverifiedGraph graph = folder.openGraph();
    graph.verifyIfFails(
        () -> ImageModelLoader.batch(folder, graph.graph(), folder.spec().output()));
    LabelFiles.read(folder);
    return new OpenedModel(location, folder, graph);
  }

  String outputNode() {
    return folder.spec().output();
  }

  /**
   * What a worker needs to load it; waits for its id.
   *
   * @throws ModelException if the graph isn't the one that was meant
   */
  Model model() {
    return new Model(location.portable(), graph.id(), outputNode());
  }

  /** Loads it, once; see {@link ImageModelLoader#load}. */
  <OutputT> ImageModel<OutputT> load(ImageModelSettings<OutputT> settings) {
    return ImageModelLoader.load(
        settings, folder, graph, ModelCache.of(location.cache()).root());
  }

  /** If nobody is to load it from here. */
  void letGo() {
    graph.letGo();
  }
}
