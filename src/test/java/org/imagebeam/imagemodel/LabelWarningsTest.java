package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelWarningsTest {
  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 5, 5);
  }

  private List<String> warnings(OptionalInt classes) {
    ModelFolder model = ModelFolder.open(folder.toString());
    return LabelWarnings.of(model, LabelFiles.read(model), classes);
  }

  private List<String> ofLines(String text, int classes) throws IOException {
    Files.writeString(folder.resolve(LabelFiles.LABELS), text);
    return warnings(OptionalInt.of(classes));
  }

  private String nodes() {
    return folder.resolve(LabelFiles.NODES).toString();
  }

  private String labels() {
    return folder.resolve(LabelFiles.LABELS).toString();
  }

  @Test
  void shouldHaveNothingToSayOfLabelsThatFit() throws IOException {
    assertEquals(List.of(), warnings(OptionalInt.of(5)));
    assertEquals(List.of(), ofLines("a\nb\nc\n", 3));
    assertEquals(List.of(), warnings(OptionalInt.empty()));
    ModelFolder embedded = ModelFolder.open(ModelFolder.EMBEDDED);
    assertEquals(
        List.of(), LabelWarnings.of(embedded, LabelFiles.read(embedded), OptionalInt.of(1000)));
  }

  @Test
  void shouldNameBothNumbers() throws IOException {
    assertEquals(
        List.of(
            labels()
                + " has 6 labels, and the network gives 5 scores: the labels are another network's,"
                + " or the first one is missing or too much; line n, counted from 0, is taken as"
                + " class n"),
        ofLines("a\nb\nc\nd\ne\nf", 5));
    assertEquals(
        List.of(
            labels()
                + " has 2 labels, and the network gives 5 scores: the labels are another network's,"
                + " or the first one is missing or too much; a row shows an empty label, beside its"
                + " node_id, for the classes from 2 on"),
        ofLines("a\nb", 5));
  }

  @Test
  void shouldExplainTheNumbersOfImageNet() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      lines.append("class ").append(i).append('\n');
    }
    assertEquals(
        List.of(
            labels()
                + " has 1000 labels, and the network gives 1001 scores: class 0 of networks with 1001"
                + " classes is the background: put a line for it first, or state \"labelOffset\": 1 in"
                + " model.json; a row shows an empty label, beside its node_id, for the classes from"
                + " 1000 on"),
        ofLines(lines.toString(), 1001));
  }

  @Test
  void shouldTellOfEmptyLabelsAndOfTwins() throws IOException {
    assertEquals(
        List.of(
            labels() + ":2 is empty, so rows of class 1 show no label; empty lines: 2",
            labels()
                + " gives the same name 'a' to classes 0 and 3: in rows only node_id tells them apart;"
                + " such pairs: 2"),
        ofLines("a\n\n \na\na", 5));
  }

  @Test
  void shouldTellOfLinesWhoseNumbersAreInAnotherOrder() throws IOException {
    assertEquals(
        List.of(
            labels()
                + ":2 is '2 cat', and is taken as class 1: lines count by their place, so sort them"
                + " by their numbers"),
        ofLines("0 ant\n2 cat\n1 bee\n", 3));
    assertEquals(1, ofLines("3: eel\n2: dog\n1: ant\n", 3).size());
    assertEquals(List.of(), ofLines("0 ant\n1 bee\n2 cat\n", 3));
    assertEquals(List.of(), ofLines("1 ant\n2 bee\n3 cat\n", 3));
    assertEquals(List.of(), ofLines("2 euro\n50 cent\n1 euro\n", 3));
    assertEquals(List.of(), ofLines("1 ant\nbee\n0 cat\n", 3));
  }

  @Test
  void shouldSayWhoseScoreASigmoidGives() throws IOException {
    assertEquals(
        List.of(
            labels()
                + " has 2 labels, and the network gives one score: rows show it beside 'cat', and a"
                + " sigmoid's score is that of the second class as a rule, 'dog': leave the one line"
                + " of the class whose score it is"),
        ofLines("cat\ndog\n", 1));
    assertEquals(List.of(), ofLines("dog\n", 1));
    assertTrue(ofLines("a\nb\nc\n", 1).get(0).contains("the network gives one score: the labels"));
  }

  @Test
  void shouldTellOfNodesThatTheNetworkDoesNotHave() {
    assertEquals(
        List.of(
            nodes()
                + " names classes up to 4, and the network gives 3 scores, of classes 0 to 2: the"
                + " labels are another network's"),
        warnings(OptionalInt.of(3)));
  }

  @Test
  void shouldAllowNodesWithoutANameAsInceptionHasThem() throws IOException {
    StringBuilder map = new StringBuilder();
    StringBuilder words = new StringBuilder();
    IntStream.rangeClosed(1, 1000)
        .forEach(
            id -> {
              map.append(
                  "entry { target_class: " + id + " target_class_string: \"n" + id + "\" }\n");
              words.append("n" + id + "\tword\n");
            });
    Files.writeString(folder.resolve(LabelFiles.NODES), map);
    Files.writeString(folder.resolve(LabelFiles.SYNSETS), words);
    assertEquals(List.of(), warnings(OptionalInt.of(1008)));
    assertTrue(
        warnings(OptionalInt.of(2000))
            .get(0)
            .startsWith(nodes() + " names 1000 classes, and the network gives 2000 scores: "));
  }

  @Test
  void shouldTellOfSynsetsThatTwoNodesShare() throws IOException {
    Files.writeString(
        folder.resolve(LabelFiles.NODES),
        "entry { target_class: 0 target_class_string: \"n01\" }\n"
            + "entry { target_class: 1 target_class_string: \"n01\" }");
    Files.writeString(folder.resolve(LabelFiles.SYNSETS), "n01\tcat");
    assertEquals(
        List.of(
            nodes()
                + " gives the same name 'n01' to classes 0 and 1: in rows only node_id tells them"
                + " apart"),
        warnings(OptionalInt.of(2)));
  }
}
