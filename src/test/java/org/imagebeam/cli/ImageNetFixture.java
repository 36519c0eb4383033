package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.model.LabelFiles;
import org.junit.jupiter.api.BeforeEach;

/** A model of nine classes, which are some of ImageNet's: three dogs, two cats and others. */
abstract class ImageNetFixture extends ImagebeamCommandFixture {
  private static final Map<String, String> CLASSES =
      new TreeMap<>(
          Map.of(
              "n02085620", "Chihuahua",
              "n02085782", "Japanese spaniel",
              "n02110958", "pug, pug-dog",
              "n02123045", "tabby, tabby cat",
              "n02124075", "Egyptian cat",
              "n02012849", "crane",
              "n03126707", "crane",
              "n07920052", "espresso",
              "n04485082", "tripod"));

  @BeforeEach
  void nameClasses() throws IOException {
    StringBuilder nodes = new StringBuilder();
    StringBuilder words = new StringBuilder();
    int number = 0;
    for (Map.Entry<String, String> one : CLASSES.entrySet()) {
      nodes.append("entry {\n  target_class: ").append(number++);
      nodes.append("\n  target_class_string: \"").append(one.getKey()).append("\"\n}\n");
      words.append(one.getKey()).append('\t').append(one.getValue()).append('\n');
    }
    Files.writeString(model.resolve(LabelFiles.NODES), nodes);
    Files.writeString(model.resolve(LabelFiles.SYNSETS), words);
  }
}
