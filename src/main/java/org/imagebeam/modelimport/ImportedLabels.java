package org.imagebeam.modelimport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelWriter;
import org.imagebeam.storage.Storage;

/**
 * The names of a model's classes.
 *
 * @param files of a model folder, by name
 * @param source where they are from, in words
 */
record ImportedLabels(Map<String, byte[]> files, String source) {
  ImportedLabels {
    files = Map.copyOf(files);
  }

  /**
   * Reads the file that is named, or one that lies beside the model; without either, numbers the
   * classes.
   *
   * @throws LabelFileException if the file is missing, damaged, or names another number of classes
   */
  static ImportedLabels of(String model, Optional<String> file, int classes) throws IOException {
    if (file.isEmpty() && Storage.exists(Storage.resolve(model, ModelFolder.GRAPH))) {
      return ofFolder(ModelFolder.open(model));
    }
    Optional<String> found = file.isPresent() ? file : beside(model);
    if (found.isEmpty()) {
      return of(numbered(classes), "none found, so the classes have numbers");
    }
    return of(named(found.get(), classes), found.get());
  }

  private static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(number -> "class " + number).toList();
  }

  private static List<String> named(String file, int classes) throws IOException {
    LabelMap map = LabelFiles.readLines(file);
    int named = map.labels().keySet().stream().mapToInt(number -> number + 1).max().orElse(0);
    if (named != classes) {
      throw new LabelFileException(file, misfit(named, classes));
    }
    List<String> labels = new ArrayList<>();
    for (int number = 0; number < classes; number++) {
      String words = map.label(number).words();
      labels.add(words.isBlank() ? "class " + number : words);
    }
    return labels;
  }

  private static ImportedLabels of(List<String> labels, String source) {
    return new ImportedLabels(Map.of(LabelFiles.LABELS, ModelWriter.labelFile(labels)), source);
  }

  /**
   * Adds the names of a head's classes: those of the file that is named, or those of the model
   * folder that is imported, or else numbers.
   *
   * @throws LabelFileException if the file is missing, damaged, or names another number of classes
   */
  ImportedLabels withHead(String model, String head, Optional<String> file, int classes)
      throws IOException {
    String name = Heads.labelFile(head);
    String former = Storage.resolve(model, name);
    boolean folder = Storage.exists(Storage.resolve(model, ModelFolder.GRAPH));
    Optional<String> found =
        file.isPresent() || !folder || !Storage.exists(former) ? file : Optional.of(former);
    Map<String, byte[]> all = new HashMap<>(files);
    all.put(
        name,
        ModelWriter.labelFile(found.isPresent() ? named(found.get(), classes) : numbered(classes)));
    return new ImportedLabels(all, source);
  }

  /** A model folder's own files, byte for byte. */
  private static ImportedLabels ofFolder(ModelFolder folder) {
    LabelFiles.read(folder);
    Map<String, byte[]> files = new HashMap<>();
    for (String name : LabelFiles.ALL) {
      folder.find(name).ifPresent(content -> files.put(name, content));
    }
    return new ImportedLabels(files, "those of the model folder");
  }

  private static String misfit(int named, int classes) {
    String counts =
        String.format(
            Locale.ROOT,
            "it names %s, and the network has %,d",
            ImportReport.classes(named),
            classes);
    return LabelMap.explain(named, classes).map(why -> counts + ": " + why).orElse(counts);
  }

  /** The files that labels are read from if none is named, whether they are there or not. */
  static List<String> places(String model) throws IOException {
    List<String> places = new ArrayList<>();
    if (Storage.isFolder(model)) {
      for (String name : List.of("labels.txt", "assets/labels.txt", "assets.extra/labels.txt")) {
        places.add(Storage.resolve(model, name));
      }
    } else {
      int slash = model.lastIndexOf('/');
      String folder = model.substring(0, slash + 1);
      String stem = model.substring(slash + 1).replaceFirst("\\.[^.]*$", "");
      // retrain.py writes output_graph.pb and output_labels.txt.
      places.add(folder + stem.replaceFirst("_graph$", "") + "_labels.txt");
      places.add(folder + stem + ".labels.txt");
      places.add(folder + "labels.txt");
    }
    return places;
  }

  private static Optional<String> beside(String model) throws IOException {
    for (String place : places(model)) {
      if (Storage.exists(place)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
