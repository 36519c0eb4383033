package org.imagebeam.modelcheck;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.imagebeam.modelcheck.CheckedImage.Outcome;

/**
 * How an imported model and the one it was made of answer.
 *
 * @param images in the order of their paths
 * @param matched how many were found, of which these are the first
 * @param tolerance the largest difference that is taken for rounding
 */
public record CheckReport(List<CheckedImage> images, int matched, double tolerance) {
  public CheckReport {
    images = List.copyOf(requireNonNull(images, "images is null"));
  }

  /** Whether all images that were classified got the same scores, and there was one. */
  public boolean agrees() {
    return count(Outcome.SAME) > 0 && count(Outcome.DIFFERENT) == 0;
  }

  private long count(Outcome outcome) {
    return images.stream().filter(image -> image.outcome() == outcome).count();
  }

  /** Sums it up, without a full stop. */
  public String summary() {
    long classified = count(Outcome.SAME) + count(Outcome.DIFFERENT);
    if (classified == 0) {
      return "no image could be compared: " + images.get(0).text();
    }
    double largest = images.stream().mapToDouble(CheckedImage::difference).max().orElse(0);
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d images agree with the original (the same five best classes, scores within"
                + " %.0e); the largest difference is %.1e",
            count(Outcome.SAME),
            classified,
            tolerance,
            largest);
    if (classified < images.size()) {
      text += "; " + plural(count(Outcome.FAILED)) + " could not be compared";
    }
    return images.size() < matched
        ? text + "; of " + plural(matched) + " the first " + images.size() + " were taken"
        : text;
  }

  private static String plural(long images) {
    return images == 1 ? "1 image" : images + " images";
  }
}
