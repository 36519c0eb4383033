package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.imagebeam.pipeline.InputException;

/** Sees to it that each class has images to learn from, and each side some at all. */
final class ClassSizeCheck {
  /** The fewest images of a class, as retrain.py warns of fewer. */
  static final int LEAST = 20;

  private final LabelledFolder folder;
  private final int[] listed;
  private final int[] usable;
  private final int[] training;
  private final Map<Side, Integer> onSides = new EnumMap<>(Side.class);

  /**
   * @param leftOut paths of images that don't count
   */
  ClassSizeCheck(LabelledFolder folder, Set<String> leftOut) {
    this.folder = requireNonNull(folder, "folder is null");
    int classes = folder.labels().size();
    listed = new int[classes];
    usable = new int[classes];
    training = new int[classes];
    for (LabelledImage image : folder.images()) {
      listed[image.label()]++;
      if (!leftOut.contains(image.path())) {
        usable[image.label()]++;
        training[image.label()] += image.side() == Side.TRAINING ? 1 : 0;
        onSides.merge(image.side(), 1, Integer::sum);
      }
    }
  }

  /**
   * @throws InputException if there is too little of something, saying of what
   */
  void check() {
    List<String> labels = folder.labels();
    if (labels.isEmpty()) {
      throw refusal("has no sub-folders: put the images of each class into one, named after it");
    }
    requireNone(
        label -> listed[label] == 0,
        label -> "'" + labels.get(label) + "'",
        "has sub-folders without images: put some in, or remove them");
    if (labels.size() == 1) {
      throw refusal(
          "has one class only, '"
              + labels.get(0)
              + "': a network learns to tell classes apart, so add a sub-folder of another");
    }
    requireNone(
        label -> usable[label] < LEAST,
        this::count,
        "has too few images of some classes, at least " + LEAST + " are needed of each");
    requireNone(
        label -> training[label] == 0,
        this::count,
        "has classes of which no image is on the training side: add images, or choose another seed");
    for (Side side : List.of(Side.VALIDATION, Side.TESTING)) {
      if (folder.split().percentage(side) > 0 && !onSides.containsKey(side)) {
        throw refusal(
            String.format(
                Locale.ROOT,
                "has no image on the %s side, which is to have %d percent: add images, raise"
                    + " %sPercentage, or choose another seed",
                side.text(),
                folder.split().percentage(side),
                side.text()));
      }
    }
  }

  private void requireNone(IntPredicate wrong, IntFunction<String> description, String message) {
    List<String> found = new ArrayList<>();
    IntStream.range(0, listed.length).filter(wrong).mapToObj(description).forEach(found::add);
    if (!found.isEmpty()) {
      throw refusal(message + ": " + NameList.join(found));
    }
  }

  private String count(int label) {
    int unusable = listed[label] - usable[label];
    return "'"
        + folder.labels().get(label)
        + "' has "
        + usable[label]
        + (unusable == 0 ? "" : " (and " + unusable + " that can't be used)");
  }

  private InputException refusal(String message) {
    return new InputException("the image folder '" + folder.folder() + "' " + message);
  }
}
