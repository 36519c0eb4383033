package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.image.ImageModelHandler;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;

/**
 * Which model classifies: all that a worker needs to load the one that was meant.
 *
 * @param location as {@link ModelFolder#open} takes it; workers must see the same there
 * @param id the first digits of the SHA-256 of its graph
 * @param outputNode the node that gives the scores
 */
public record Model(String location, String id, String outputNode) implements Serializable {
  public Model {
    requireNonNull(location, "location is null");
    requireNonNull(id, "id is null");
    requireNonNull(outputNode, "outputNode is null");
  }

  /**
   * Looks a model up, and sees that it can be used: that it has a graph with the nodes that are
   * needed, and labels that parse. Opens no session.
   *
   * @throws org.imagebeam.model.ModelException if there is no such model, or its graph can't be
   *     used
   * @throws LabelFileException if its labels can't
   */
  public static Model open(String location) {
    ModelFolder folder = ModelFolder.open(location);
    ModelGraph graph = folder.readGraph();
    String output = folder.spec().output();
    ImageModelHandler.batch(folder, graph, output);
    LabelFiles.read(folder);
    return new Model(location, graph.id(), output);
  }
}
