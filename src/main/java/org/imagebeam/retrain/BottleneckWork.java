package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What the workers of a run have to know.
 *
 * @param images the folder of the pictures
 * @param split by which they are on sides
 * @param settings how their bottlenecks are made
 * @param cache the folder where those are kept
 * @param run the run's id
 */
record BottleneckWork(
    String images, Split split, BottleneckSettings settings, String cache, String run)
    implements Serializable {
  BottleneckWork {
    requireNonNull(images, "images is null");
    requireNonNull(split, "split is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(cache, "cache is null");
    requireNonNull(run, "run is null");
  }

  CacheWriter writer() {
    return new CacheWriter(cache, settings, run);
  }
}
