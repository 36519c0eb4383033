package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.imagebeam.model.PixelPreset;

/**
 * What a user says of a model that is imported; what isn't said is found out.
 *
 * @param signature of a SavedModel
 * @param input the node that is fed an image
 * @param output the node with the scores
 * @param bottleneck the node whose values transfer learning caches
 * @param labels a file that names class n in line n, counted from 0
 * @param size height and width of the images, in pixels
 * @param pixels how pixels are normalised
 * @param sizing how images are brought to their size
 */
public record ImportOptions(
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    Optional<String> bottleneck,
    Optional<String> labels,
    Optional<List<Integer>> size,
    Optional<PixelPreset> pixels,
    SizingOptions sizing) {
  /** Nothing is said. */
  public static final ImportOptions NONE = of("", "");

  /**
   * Says how pixels are normalised and what the classes are called, and nothing else.
   *
   * @param pixels the name of a {@link PixelPreset}, or empty
   * @param labels a file, or empty
   * @throws org.imagebeam.local.InvalidValueException if there is no such preset
   */
  public static ImportOptions of(String pixels, String labels) {
    return new ImportOptions(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(labels).filter(file -> !file.isEmpty()),
        Optional.empty(),
        Optional.of(pixels).filter(name -> !name.isEmpty()).map(PixelPreset::require),
        SizingOptions.NONE);
  }

  public ImportOptions {
    requireNonNull(signature, "signature is null");
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    requireNonNull(labels, "labels is null");
    size = requireNonNull(size, "size is null").map(List::copyOf);
    requireNonNull(pixels, "pixels is null");
    requireNonNull(sizing, "sizing is null");
  }
}
