package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.download.Progress;
import org.imagebeam.model.Heads;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;

/**
 * Names a model and the node that is fetched: all that a worker needs to load the one that was
 * meant.
 *
 * @param location where each worker finds or fetches it
 * @param id the first digits of the SHA-256 of its graph
 * @param node whose values are the network's answer to an image
 * @param heads the model's other outputs
 */
public record ModelHandle(ModelRef location, String id, String node, Heads heads)
    implements Serializable {
  public ModelHandle {
    requireNonNull(location, "location is null");
    requireNonNull(id, "id is null");
    requireNonNull(node, "node is null");
    requireNonNull(heads, "heads is null");
  }

  /** Makes one of whose other outputs nothing is wanted. */
  public ModelHandle(ModelRef location, String id, String node) {
    this(location, id, node, Heads.NONE);
  }

  /**
   * Looks a model up that is to classify, and logs the progress if it has to be fetched. See {@link
   * #open(ModelRef, Progress)}.
   *
   * @param location a name in the catalogue, a folder, an archive or an address
   */
  public static ModelHandle open(String location) {
    return open(ModelRef.of(location), Progress.log());
  }

  /**
   * Looks a model up that is to classify, and sees that it can: that it has a graph with the nodes
   * that are needed, and labels that parse. Warns of labels that don't fit the network. Opens no
   * session.
   *
   * @param progress told if it has to be fetched
   * @throws ModelException if there is no such model, or its graph can't be used
   * @throws org.imagebeam.model.LabelFileException if its labels can't be used
   */
  public static ModelHandle open(ModelRef location, Progress progress) {
    ModelGraph graph = location.open(progress).openGraph();
    ModelLabels.read(graph);
    return of(location, graph, graph.folder().spec().output());
  }

  /**
   * Returns the handle of a graph that was read, for workers on other machines too; waits for its
   * id.
   *
   * @throws ModelException if the graph isn't the one that was meant
   */
  public static ModelHandle of(ModelRef location, ModelGraph graph, String node) {
    return new ModelHandle(location.portable(), graph.id(), node, graph.folder().spec().heads());
  }

  /**
   * Reads the model's graph on this machine.
   *
   * @throws ModelException if it is missing, or another one by now
   */
  public ModelGraph readGraph() {
    ModelGraph graph = location.open().openGraph();
    requireSame(graph);
    return graph;
  }

  /** Sees that a graph is the one that is meant; waits for its id. */
  void requireSame(ModelGraph graph) {
    if (!graph.id().equals(id)) {
      throw graph
          .folder()
          .unusable(
              " is model "
                  + graph.id()
                  + " here, and was "
                  + id
                  + " where the job was started: give all workers the same");
    }
  }
}
