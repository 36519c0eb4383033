package org.imagebeam.classify.answer;

import java.util.Collection;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.LabelMap;
import org.imagebeam.wordnet.WordNet;

/** Says whether the classes of a model have groups in WordNet. */
public final class LabelGroups {
  private LabelGroups() {}

  /**
   * Sees that each class that has a WordNet id has groups, and that there is one. Classes without
   * an id, such as a background, may stand beside them.
   *
   * @param setting that needs groups, for the message
   * @throws InvalidValueException if not, saying how many classes have none
   */
  public static void requireFitting(String setting, LabelMap labels) {
    Collection<LabelMap.Label> classes = labels.labels().values();
    long stated = classes.stream().filter(label -> !label.synset().isEmpty()).count();
    long known = classes.stream().filter(label -> WordNet.ofImageNet().has(label.synset())).count();
    if (stated == 0) {
      throw InvalidValueException.of(
          setting,
          "is for models whose labels have ImageNet's WordNet ids, such as n02084071: of this model's "
              + classes.size()
              + " labels none has one");
    }
    if (known < stated) {
      throw InvalidValueException.of(
          setting,
          "is for ImageNet's 1000 classes: of this model's "
              + stated
              + " WordNet ids "
              + (stated - known)
              + " are others, whose groups aren't known here");
    }
  }
}
