package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.storage.FileListing;

/**
 * The bottlenecks of a folder of images, in memory. Each image that was listed is among the
 * examples of its side, or among the failures. Immutable, safe for use by many threads.
 */
public final class BottleneckSet {
  private final LabelledFolder folder;
  private final int features;
  private final Map<Side, BottleneckExamples> sides;
  private final List<LeftOutImage> failures;
  private final long cached;
  private final long computed;
  private final double seconds;

  /**
   * @param cached bottlenecks that the cache had
   * @param seconds that it all took
   */
  private BottleneckSet(
      LabelledFolder folder, CacheContents contents, long cached, double seconds) {
    this.folder = requireNonNull(folder, "folder is null");
    this.features = contents.vectors().length();
    this.sides = new EnumMap<>(Side.class);
    this.failures = new ArrayList<>();
    this.cached = cached;
    this.computed = contents.count() - cached;
    this.seconds = seconds;
    Map<Side, List<Integer>> complete = new EnumMap<>(Side.class);
    BottleneckIndex slots = contents.slots();
    for (int image = 0; image < slots.images(); image++) {
      Optional<StageFailure> failure = failure(contents, image);
      LabelledImage labelled = slots.image(image);
      if (failure.isEmpty()) {
        complete.computeIfAbsent(labelled.side(), side -> new ArrayList<>()).add(image);
      } else {
        String label = folder.labels().get(labelled.label());
        failures.add(new LeftOutImage(labelled.path(), label, failure.get()));
      }
    }
    for (Side side : Side.values()) {
      List<Integer> images = complete.getOrDefault(side, List.of());
      sides.put(side, new BottleneckExamples(slots, contents.vectors(), images));
    }
    for (FileListing.Problem problem : folder.problems()) {
      failures.add(
          new LeftOutImage(
              problem.path(),
              folder.labelOf(problem.path()),
              new StageFailure(ImageStages.READ, "NotListed", problem.message())));
    }
    failures.sort(Comparator.comparing(LeftOutImage::image));
  }

  /** Takes the contents over. */
  static BottleneckSet of(
      LabelledFolder folder, CacheContents contents, long cached, double seconds) {
    return new BottleneckSet(folder, contents, cached, seconds);
  }

  /**
   * Loads what the cache has by now, and makes nothing: for a worker that comes after {@link
   * BottleneckPipeline}.
   *
   * @throws IOException if the cache can't be read
   */
  public static BottleneckSet load(BottleneckWork work) throws IOException {
    return load(work, true);
  }

  /**
   * Loads which images can be used, without their bottlenecks, which would take most of the memory.
   */
  public static BottleneckSet loadWithoutVectors(BottleneckWork work) throws IOException {
    return load(work, false);
  }

  private static BottleneckSet load(BottleneckWork work, boolean keepVectors) throws IOException {
    LabelledFolder folder = work.listAgain();
    CacheContents contents =
        new CacheContents(new BottleneckIndex(folder.images(), work.settings()), keepVectors);
    new BottleneckCache(work.cache(), work.settings()).read(contents);
    return of(folder, contents, contents.count(), 0);
  }

  /** Returns why an image can't be used: that of its first variant without a bottleneck. */
  private static Optional<StageFailure> failure(CacheContents contents, int image) {
    int first = contents.slots().first(image);
    return IntStream.range(first, first + contents.slots().variants(image))
        .filter(slot -> !contents.has(slot))
        .mapToObj(slot -> contents.failure(slot).orElse(changed()))
        .findFirst();
  }

  private static StageFailure changed() {
    return new StageFailure(
        ImageStages.READ, "FileChanged", "the file was changed or removed meanwhile: run again");
  }

  /** Returns the folder that the images are of. */
  LabelledFolder folder() {
    return folder;
  }

  /** Returns the names of the classes. */
  public List<String> labels() {
    return folder.labels();
  }

  /** Returns the length of a bottleneck; 0 if there is none. */
  public int features() {
    return features;
  }

  public BottleneckExamples examples(Side side) {
    return requireNonNull(sides.get(side), "side is null");
  }

  /** Returns the images that are left out, sorted by path. */
  public List<LeftOutImage> failures() {
    return List.copyOf(failures);
  }

  /** Returns the paths of those images. */
  public Set<String> failedPaths() {
    return failures.stream().map(LeftOutImage::image).collect(Collectors.toUnmodifiableSet());
  }

  /** Returns how many bottlenecks came from the cache, distorted copies too. */
  public long cached() {
    return cached;
  }

  /** Returns how many were made. */
  public long computed() {
    return computed;
  }

  /** Returns how long it took to have them all, in seconds. */
  public double seconds() {
    return seconds;
  }
}
