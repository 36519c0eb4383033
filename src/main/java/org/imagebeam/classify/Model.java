package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.download.Progress;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.ModelRef;

/**
 * Which model classifies: all that a worker needs to load the one that was meant.
 *
 * @param location where each worker finds or fetches it
 * @param id the first digits of the SHA-256 of its graph
 * @param outputNode the node that gives the scores
 */
public record Model(ModelRef location, String id, String outputNode) implements Serializable {
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
    return open(ModelRef.of(location), Progress.log());
  }

  /**
   * Opens a model at a location with a cache of its own.
   *
   * @param progress told if it has to be fetched
   */
  public static Model open(ModelRef location, Progress progress) {
    return OpenedModel.open(location, progress).model();
  }
}
