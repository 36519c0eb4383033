package org.imagebeam.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The grammar of {@code imagenet_synset_to_human_label_map.txt}: on each line a synset, white
 * space, and its words to the end of the line. Empty lines and lines that start with {@code #} say
 * nothing.
 */
final class SynsetFile {
  private SynsetFile() {}

  /**
   * The words by synset.
   *
   * @throws LabelFileException at a synset without words, or one that comes twice
   */
  static Map<String, String> parse(String text, String file) {
    Map<String, String> words = new HashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s+", 2);
      if (parts.length < 2) {
        throw new LabelFileException(file, i + 1, "synset " + parts[0] + " has no words");
      }
      LabelText.require(parts[0], file, i + 1, "synset");
      LabelText.require(parts[1], file, i + 1, "label");
      if (words.put(parts[0], parts[1]) != null) {
        throw new LabelFileException(file, i + 1, "synset " + parts[0] + " comes a second time");
      }
    }
    return words;
  }
}
