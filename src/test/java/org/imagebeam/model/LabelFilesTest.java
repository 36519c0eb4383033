package org.imagebeam.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.LabelMap.Label;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFilesTest {
  private static final String NODES = LabelFiles.NODES;
  private static final String SYNSETS = LabelFiles.SYNSETS;

  @TempDir Path folder;

  @BeforeEach
  void writeGraph() throws IOException {
    Files.write(folder.resolve(ModelFolder.GRAPH), new byte[] {1});
  }

  @Test
  void shouldJoinNodesAndSynsets() throws IOException {
    write(
        NODES,
        "# comment\nentry {\n  target_class: 3\n  target_class_string: \"n01\"\n}\n"
            + "entry { target_class: 0 target_class_string: 'n02' }\n");
    write(SYNSETS, "n01\tcat, house cat\nn02\tdog\nn03\tunused\n");
    LabelMap labels = read();
    assertEquals(new Label("n01", "cat, house cat"), labels.label(3));
    assertEquals(new Label("n02", "dog"), labels.label(0));
    assertEquals(2, labels.labels().size());
  }

  @Test
  void shouldRefuseJson() throws IOException {
    String message =
        folder.resolve(LabelFiles.LABELS)
            + ": is JSON: write a class a line in the order of the scores, without brackets";
    for (String json : List.of("[\"cat\",\n\"dog\"]\n", "\n{\"0\": \"cat\",\n\"1\": \"dog\"}")) {
      write(LabelFiles.LABELS, json);
      assertEquals(message, assertThrows(LabelFileException.class, this::read).getMessage());
    }
    write(LabelFiles.LABELS, "[1]\ncat\n[unknown]\n");
    assertEquals(new Label("", "[unknown]"), read().label(2));
  }

  @Test
  void shouldGiveUnknownNodeIdsEmptyLabels() throws IOException {
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat");
    assertEquals(new Label("", ""), read().label(1007));
  }

  @Test
  void shouldReadByGrammarAndNotByLine() throws IOException {
    write(
        NODES,
        "\ufeffentry:{target_class_string:\"n\" \"01\"target_class:0x10}# x\r\n\r\n\r\n"
            + "entry\r\n{\r\ntarget_class\r\n:\r\n7;target_class_string : \"n02\",}");
    write(SYNSETS, "\r\n  # words\r\n  n01 \t cat  \r\nn02    dog, hound\r\n\r\n");
    LabelMap labels = read();
    assertEquals(new Label("n01", "cat"), labels.label(16));
    assertEquals(new Label("n02", "dog, hound"), labels.label(7));
  }

  @Test
  void shouldNameTheLineThatDoesNotParse() throws IOException {
    write(NODES, "entry {\n  target_class: 1\n  target_class_string: n01\n}\n");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 3, "string");
  }

  @Test
  void shouldNameTheLineOfAnUnknownField() throws IOException {
    write(NODES, "entry {\n  target_class: 1\n  target_klass: 2\n}\n");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 3, "target_klass");
  }

  @Test
  void shouldRefuseANodeIdWithoutSynset() throws IOException {
    write(
        NODES, "entry { target_class: 1 target_class_string: \"n01\" }\nentry { target_class: 2 }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 2, "node id 2 has no synset");
  }

  @Test
  void shouldRefuseAnEntryWithoutNodeId() throws IOException {
    write(NODES, "\n\nentry { target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 3, "without target_class");
  }

  @Test
  void shouldRefuseADuplicateNodeId() throws IOException {
    write(
        NODES,
        "entry { target_class: 1 target_class_string: \"n01\" }\n"
            + "entry { target_class: 1 target_class_string: \"n02\" }");
    write(SYNSETS, "n01\tcat\nn02\tdog");
    assertFails(NODES, 2, "node id 1 is in line 1 already");
  }

  @Test
  void shouldRefuseANegativeNodeId() throws IOException {
    write(NODES, "entry { target_class: -1 target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 1, "-1 is negative");
  }

  @Test
  void shouldRefuseAFieldThatComesTwice() throws IOException {
    write(NODES, "entry {\n target_class: 1\n target_class: 2\n target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 3, "target_class");
  }

  @Test
  void shouldRefuseANodeWhoseSynsetIsNotInTheOtherFile() throws IOException {
    write(NODES, "\nentry { target_class: 1 target_class_string: \"n09\" }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 2, "synset n09 of node id 1 has no words in " + folder.resolve(SYNSETS));
  }

  @Test
  void shouldRefuseASynsetWithoutWords() throws IOException {
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat\nn02\t \n");
    assertFails(SYNSETS, 2, "synset n02 has no words");
  }

  @Test
  void shouldRefuseADuplicateSynset() throws IOException {
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat\n\nn01\tdog\n");
    assertFails(SYNSETS, 3, "synset n01 comes a second time");
  }

  @Test
  void shouldRefuseTextThatIsNotUtf8() throws IOException {
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    Files.write(folder.resolve(SYNSETS), new byte[] {'n', '1', '\t', 'a', '\n', (byte) 0xc3, '('});
    assertFails(SYNSETS, 2, "not UTF-8");
  }

  @Test
  void shouldTellAFolderFromAMissingFile() {
    assertEquals(
        folder + ": it can't be read: it is a folder, or this user has no permission",
        assertThrows(LabelFileException.class, () -> LabelFiles.readLines(folder.toString()))
            .getMessage());
    String none = folder.resolve("none.txt").toString();
    assertEquals(
        none + ": there is no such file",
        assertThrows(LabelFileException.class, () -> LabelFiles.readLines(none)).getMessage());
  }

  @Test
  void shouldSayWhichFilesAreMissing() throws IOException {
    LabelFileException none = assertThrows(LabelFileException.class, this::read);
    assertTrue(none.getMessage().startsWith(folder.resolve(NODES) + ": there is no such file"));
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    LabelFileException half = assertThrows(LabelFileException.class, this::read);
    assertTrue(half.getMessage().startsWith(folder.resolve(SYNSETS) + ": there is no such file"));
  }

  @Test
  void shouldTakeLabelsByLine() throws IOException {
    write(LabelFiles.LABELS, "daisy\r\n  rose \n\ntulip");
    LabelMap labels = read();
    assertEquals(new Label("", "daisy"), labels.label(0));
    assertEquals(new Label("", "rose"), labels.label(1));
    assertEquals(new Label("", ""), labels.label(2));
    assertEquals(new Label("", "tulip"), labels.label(3));
  }

  @Test
  void shouldLeaveOutEmptyLinesAtTheEnd() throws IOException {
    write(LabelFiles.LABELS, "\ufeffant\nbee\n\n \u00a0\n\n");
    assertEquals(2, read().labels().size());
    assertEquals("ant", read().label(0).words());
  }

  @Test
  void shouldRefuseFilesWithoutLabels() throws IOException {
    for (String text : List.of("", "\n\n", "\ufeff", "\u200b\n")) {
      write(LabelFiles.LABELS, text);
      LabelFileException e = assertThrows(LabelFileException.class, this::read);
      assertEquals(
          folder.resolve(LabelFiles.LABELS)
              + ": there are no labels in it: name a class in each line",
          e.getMessage());
    }
    Files.delete(folder.resolve(LabelFiles.LABELS));
    write(NODES, "# nothing\n");
    write(SYNSETS, "n01\tcat");
    assertTrue(
        assertThrows(LabelFileException.class, this::read)
            .getMessage()
            .endsWith(": there are no entries in it"));
  }

  @Test
  void shouldRefuseLabelsThatAreTooLong() throws IOException {
    String longest = "x".repeat(LabelText.MAX_LENGTH);
    write(LabelFiles.LABELS, "ant\n" + longest);
    assertEquals(longest, read().label(1).words());
    write(LabelFiles.LABELS, "ant\n" + longest + "x");
    assertFails(
        LabelFiles.LABELS, 2, "the label is 1,501 characters long, over the limit of 1,500");
    Files.delete(folder.resolve(LabelFiles.LABELS));
    write(NODES, "entry { target_class: 1 target_class_string: \"n01\" }");
    write(SYNSETS, "n01\tcat\nn02\t" + longest + "x");
    assertFails(SYNSETS, 2, "over the limit of 1,500");
    write(NODES, "entry { target_class: 1\n target_class_string: \"" + longest + "x\" }");
    write(SYNSETS, "n01\tcat\n" + longest + "x\tdog");
    assertFails(SYNSETS, 2, "the synset is 1,501 characters long");
  }

  @Test
  void shouldRefuseFilesThatAreTooLarge() throws IOException {
    write(LabelFiles.LABELS, "x".repeat((16 << 20) + 1));
    LabelFileException e = assertThrows(LabelFileException.class, this::read);
    assertTrue(e.getMessage().contains("over the limit of 16,777,216"), e.getMessage());
  }

  @Test
  void shouldRefuseControlCharacters() throws IOException {
    for (String control : List.of("\0", "\u0007", "\u001b", "\u0085", "\u2028", "\f")) {
      write(LabelFiles.LABELS, "ant\r\nb" + control + "ee");
      assertFails(LabelFiles.LABELS, 2, "the label holds the control character U+");
    }
    write(LabelFiles.LABELS, "0\tant\n1\tbee");
    assertEquals("0\tant", read().label(0).words());
    Files.delete(folder.resolve(LabelFiles.LABELS));
    write(NODES, "entry { target_class: 1 target_class_string: \"n\\n01\" }");
    write(SYNSETS, "n01\tcat");
    assertFails(NODES, 1, "the synset holds the control character U+000A");
  }

  @Test
  void shouldReadTheFilesOf2015() {
    Path model = Shared.require("mobilenet-v2");
    LabelMap labels = LabelFiles.read(ModelFolder.open(model.toString()));
    assertEquals(1000, labels.labels().size());
    assertEquals(
        new Label("n02510455", "giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca"),
        labels.label(169));
    assertEquals(new Label("", ""), labels.label(0));
  }

  @Test
  void shouldReadTheEmbeddedModelsFiles() {
    LabelMap labels = LabelFiles.read(ModelFolder.open(ModelFolder.EMBEDDED));
    assertEquals(1000, labels.labels().size());
    assertEquals("n02124075", labels.label(285).synset());
    assertTrue(labels.label(285).words().startsWith("Egyptian cat"));
  }

  private LabelMap read() {
    return LabelFiles.read(ModelFolder.open(folder.toString()));
  }

  private void assertFails(String file, int line, String part) {
    LabelFileException e = assertThrows(LabelFileException.class, this::read);
    String start = folder.resolve(file) + ":" + line + ": ";
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private void write(String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(UTF_8));
  }
}
