package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.imagebeam.image.resize.Sizing;

/**
 * How a graph's user says that it is fed.
 *
 * @param input the node that is fed an image: its file's bytes, or its pixels
 * @param height of the images, if it is stated
 * @param width likewise
 * @param normalised whether pixels are normalised before they are fed; if not, they are whole
 *     numbers as long as they are not resized
 * @param sizing how images are brought to their size before they are fed, as far as it is stated
 */
public record ImageFeed(
    String input,
    Optional<Integer> height,
    Optional<Integer> width,
    boolean normalised,
    Sizing sizing) {
  /** Says nothing of how images are resized. */
  public ImageFeed(
      String input, Optional<Integer> height, Optional<Integer> width, boolean normalised) {
    this(input, height, width, normalised, Sizing.DEFAULT);
  }

  public ImageFeed {
    requireNonNull(input, "input is null");
    requireNonNull(height, "height is null");
    requireNonNull(width, "width is null");
    requireNonNull(sizing, "sizing is null");
  }

  /** The stated size as a model's folder writes it. */
  String size() {
    return List.of(height.orElse(-1), width.orElse(-1)).toString();
  }

  /** Whether a size is stated. */
  boolean sized() {
    return height.isPresent() && width.isPresent();
  }
}
