package org.imagebeam.imagemodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;

/** Says of labels that parse what makes rows of little use, or points to a wrong file. */
final class LabelWarnings {
  /** A map of 2015 leaves out classes that were never trained: 8 of Inception's 1008. */
  private static final int UNNAMED_OF = 20;

  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,6})[\\s:;,.)]+\\S.*");

  private LabelWarnings() {}

  /**
   * Looks at a model's labels.
   *
   * @param classes how many scores the network gives, if that is known
   * @return a sentence for each thing that is odd
   */
  static List<String> of(ModelFolder folder, LabelMap map, OptionalInt classes) {
    return of(file(folder, map), map, classes);
  }

  /**
   * Looks at the labels of one output.
   *
   * @param file that they are in
   * @param classes how many scores the output gives, if that is known
   * @return a sentence for each thing that is odd
   */
  static List<String> of(String file, LabelMap map, OptionalInt classes) {
    List<String> warnings = new ArrayList<>();
    ofSize(file, map, classes).ifPresent(warnings::add);
    if (isByLine(map)) {
      empty(map).ifPresent(text -> warnings.add(file + text));
      misnumbered(map).ifPresent(text -> warnings.add(file + text));
    }
    twins(map).ifPresent(text -> warnings.add(file + text));
    return warnings;
  }

  /** What is odd about the number of the labels alone. */
  static Optional<String> ofSize(ModelFolder folder, LabelMap map, OptionalInt classes) {
    return ofSize(file(folder, map), map, classes);
  }

  private static Optional<String> ofSize(String file, LabelMap map, OptionalInt classes) {
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> odd =
        isByLine(map) ? otherLength(map, classes.getAsInt()) : otherNodes(map, classes.getAsInt());
    return odd.map(text -> file + text);
  }

  private static boolean isByLine(LabelMap map) {
    return map.labels().values().stream().allMatch(label -> label.synset().isEmpty());
  }

  private static String file(ModelFolder folder, LabelMap map) {
    return folder.path(isByLine(map) ? LabelFiles.LABELS : LabelFiles.NODES);
  }

  private static Optional<String> otherLength(LabelMap map, int classes) {
    int labels = map.labels().size();
    if (labels == classes) {
      return Optional.empty();
    }
    if (classes == 1 && labels == 2) {
      return Optional.of(
          " has 2 labels, and the network gives one score: rows show it beside '"
              + map.label(0).words()
              + "', and a sigmoid's score is that of the second class as a rule, '"
              + map.label(1).words()
              + "': leave the one line of the class whose score it is");
    }
    String effect =
        labels < classes
            ? "a row shows an empty label, beside its node_id, for the classes from "
                + labels
                + " on"
            : "line n, counted from 0, is taken as class n";
    return Optional.of(
        " has "
            + labels
            + " labels, and the network gives "
            + (classes == 1 ? "one score" : classes + " scores")
            + ": "
            + LabelMap.explain(labels, classes)
                .orElse("the labels are another network's, or the first one is missing or too much")
            + "; "
            + effect);
  }

  private static Optional<String> otherNodes(LabelMap map, int classes) {
    int last = map.labels().keySet().stream().mapToInt(id -> id).max().orElse(-1);
    if (last >= classes) {
      return Optional.of(
          " names classes up to "
              + last
              + ", and the network gives "
              + classes
              + " scores, of classes 0 to "
              + (classes - 1)
              + ": the labels are another network's");
    }
    int named = map.labels().size();
    return classes - named > classes / UNNAMED_OF
        ? Optional.of(
            " names "
                + named
                + " classes, and the network gives "
                + classes
                + " scores: a row shows an empty label, beside its node_id, for the others")
        : Optional.empty();
  }

  private static Optional<String> empty(LabelMap map) {
    List<Integer> lines =
        map.labels().entrySet().stream()
            .filter(entry -> entry.getValue().words().isEmpty())
            .map(entry -> entry.getKey() + 1)
            .sorted()
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ":"
                + lines.get(0)
                + " is empty, so rows of class "
                + (lines.get(0) - 1)
                + " show no label"
                + (lines.size() == 1 ? "" : "; empty lines: " + lines.size()));
  }

  /** Finds the first of lines that are all numbered, from 0 or 1 on, and stand in another order. */
  private static Optional<String> misnumbered(LabelMap map) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < map.labels().size(); i++) {
      Matcher line = NUMBERED.matcher(map.label(i).words());
      if (!line.matches()) {
        return Optional.empty();
      }
      numbers.add(Integer.parseInt(line.group(1)));
    }
    List<Integer> sorted = numbers.stream().distinct().sorted().toList();
    int first = sorted.isEmpty() ? -1 : sorted.get(0);
    boolean all =
        sorted.size() == numbers.size()
            && (first == 0 || first == 1)
            && sorted.get(sorted.size() - 1) == first + sorted.size() - 1;
    if (!all || sorted.equals(numbers)) {
      return Optional.empty();
    }
    int wrong = 0;
    while (numbers.get(wrong) == first + wrong) {
      wrong++;
    }
    return Optional.of(
        ":"
            + (wrong + 1)
            + " is '"
            + map.label(wrong).words()
            + "', and is taken as class "
            + wrong
            + ": lines count by their place, so sort them by their numbers");
  }

  /** Of a node map, synsets: several of ImageNet's share their words. */
  private static Optional<String> twins(LabelMap map) {
    boolean byLine = isByLine(map);
    Map<String, Integer> classes = new HashMap<>();
    List<String> found = new ArrayList<>();
    map.labels().keySet().stream()
        .sorted()
        .forEach(
            id -> {
              String name = byLine ? map.label(id).words() : map.label(id).synset();
              Integer before = name.isEmpty() ? null : classes.putIfAbsent(name, id);
              if (before != null) {
                found.add("'" + name + "' to classes " + before + " and " + id);
              }
            });
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            " gives the same name "
                + found.get(0)
                + ": in rows only node_id tells them apart"
                + (found.size() == 1 ? "" : "; such pairs: " + found.size()));
  }
}
