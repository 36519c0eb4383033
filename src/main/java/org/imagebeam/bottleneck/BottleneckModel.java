package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.imagebeam.download.Progress;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.ModelSpec;

/**
 * Holds the network that is learned from: all that a worker needs to load the one that was meant.
 *
 * @param location where each worker finds or fetches it
 * @param id the first digits of the SHA-256 of its graph
 * @param node whose values are the bottleneck of an image
 * @param pixels what the model folder says of the pixels that its graph is fed
 */
public record BottleneckModel(ModelRef location, String id, String node, String pixels)
    implements Serializable {
  public BottleneckModel {
    requireNonNull(location, "location is null");
    requireNonNull(id, "id is null");
    requireNonNull(node, "node is null");
    requireNonNull(pixels, "pixels is null");
  }

  /**
   * Looks a model up, and sees that its graph has a bottleneck. Opens no session.
   *
   * @param progress told if it has to be fetched
   * @throws ModelException if there is no such model, or its graph can't be used
   */
  static BottleneckModel open(ModelRef location, Progress progress) {
    ModelFolder folder = location.open(progress);
    return of(location, folder, folder.readGraph());
  }

  /**
   * Checks a model whose graph has been read already.
   *
   * @throws ModelException if the graph can't be used
   */
  public static BottleneckModel of(ModelRef location, ModelFolder folder, ModelGraph graph) {
    ModelSpec spec = folder.spec();
    String node = spec.bottleneck();
    if (graph.graph().getNodeList().stream().noneMatch(found -> found.getName().equals(node))) {
      throw new ModelException(
              ModelException.Kind.UNUSABLE,
              folder.path(ModelFolder.GRAPH)
                  + " has no bottleneck, the node '"
                  + node
                  + "', to learn from: name the one before its last layer as \"bottleneck\" in "
                  + folder.path(ModelFolder.SPEC))
          .withRemedy(Remedy.of(Remedy.Kind.LIST_LAYERS));
    }
    ImageModelLoader.batch(folder, graph.graph(), node);
    return new BottleneckModel(location.portable(), graph.id(), node, pixels(spec));
  }

  private static String pixels(ModelSpec spec) {
    return String.format(
        Locale.ROOT,
        "input=%s size=%s mean=%s scale=%s",
        spec.input(),
        spec.size().map(Object::toString).orElse("of the graph"),
        number(spec.channelMeans()),
        number(spec.channelScales()));
  }

  /** Writes one number if all colours have the same, as caches of earlier versions have it. */
  private static String number(List<Float> channels) {
    return channels.stream().distinct().count() == 1
        ? channels.get(0).toString()
        : channels.toString();
  }
}
