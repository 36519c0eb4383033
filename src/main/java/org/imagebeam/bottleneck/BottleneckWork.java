package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.FileFilter;

/**
 * Tells the workers of a run what they have to know.
 *
 * @param images the folder of the images
 * @param filter says which of its files are wanted
 * @param split by which they are on sides
 * @param settings how their bottlenecks are made
 * @param cache the folder where those are kept
 * @param run the run's id
 */
public record BottleneckWork(
    String images,
    FileFilter filter,
    Split split,
    BottleneckSettings settings,
    String cache,
    String run)
    implements Serializable {
  public BottleneckWork {
    requireNonNull(images, "images is null");
    requireNonNull(filter, "filter is null");
    requireNonNull(split, "split is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(cache, "cache is null");
    requireNonNull(run, "run is null");
  }

  ShardWriter writer() {
    return new ShardWriter(cache, settings, run);
  }

  /** Lists the images anew, on a worker. */
  public LabelledFolder listAgain() {
    return LabelledFolder.listAgain(images, filter, split);
  }

  /**
   * Opens the model that bottlenecks are made by.
   *
   * @throws org.imagebeam.model.ModelException if it is missing, or another one by now
   */
  public ModelFolder openModel() {
    return settings.model().readGraph().folder();
  }
}
