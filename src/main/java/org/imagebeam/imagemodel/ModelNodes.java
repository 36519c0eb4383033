package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.Activated;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.LongNames;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.NearestName;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.tensorflow.proto.NodeDef;

/** Looks up the nodes of a model's graph that a user names. Immutable. */
public final class ModelNodes {
  private static final int MOST_NAMES = 3;

  private final ModelGraph model;
  private final GraphIndex index;
  private final Set<String> ofImage;

  private ModelNodes(ModelGraph model) {
    this.model = model;
    this.index = new GraphIndex(model.graph());
    this.ofImage = index.dependents(List.of(GraphIndex.nodeName(model.folder().spec().input())));
  }

  /**
   * Makes one.
   *
   * @param model not released yet
   */
  public static ModelNodes of(ModelGraph model) {
    return new ModelNodes(requireNonNull(model, "model is null"));
  }

  /**
   * Sees that there is a node of a name, and that it is computed from the image.
   *
   * @param setting that names the node
   * @param name of the node, or of one of its outputs
   * @throws InvalidValueException if not; names the setting, the file and the nearest names
   * @throws org.imagebeam.model.ModelException if the graph isn't the one that was meant
   */
  public void requireOfImage(String setting, String name) {
    String node = GraphIndex.nodeName(name);
    Optional<NodeDef> found = index.find(node);
    if (found.isPresent() && ofImage.contains(node)) {
      return;
    }
    model.verify();
    String problem =
        found.isEmpty()
            ? "'" + name + "' is no node of " + file() + nearest(node)
            : String.format(
                Locale.ROOT,
                "'%s' (%s) of %s doesn't depend on the image: name a node that is computed from it",
                name,
                found.get().getOp(),
                file());
    throw InvalidValueException.of(setting, LongNames.shorten(problem));
  }

  private String file() {
    return model.folder().path(ModelFolder.GRAPH);
  }

  private String nearest(String name) {
    List<String> known = ofImage.stream().sorted().toList();
    List<String> near =
        known.stream()
            .filter(node -> node.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
            .limit(MOST_NAMES)
            .toList();
    if (near.isEmpty()) {
      near = NearestName.of(name, known).stream().toList();
    }
    return near.isEmpty()
        ? ": name a node that is computed from the image"
        : ": did you mean '" + String.join("', '", near) + "'?";
  }

  /**
   * Returns the op by which the scores are probabilities, each from 0 to 1; empty if they may be
   * anything.
   */
  public Optional<String> probabilities() {
    return Activated.find(index, model.folder().spec().output(), Activated.Through.RESHAPED)
        .map(NodeDef::getOp);
  }
}
