package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.imagebeam.local.ExitCode;
import org.imagebeam.table.CsvRows;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.wordnet.Synset;
import org.imagebeam.wordnet.WordNet;
import org.junit.jupiter.api.Test;

/** The column {@code groups} of {@code classify}. */
class ImagebeamCommandGroupsTest extends ImageNetFixture {
  @Test
  void shouldSayWhatTheBestLabelIsAKindOfInEachFormat() throws IOException {
    assertEquals(0, run(args("--groups", "--topK=2")), err.toString());
    List<String> expected;
    try (CsvRows.Reader rows = CsvRows.read(temp + "/x.csv", List.of("image"))) {
      List<String> row = rows.nextWhole();
      expected =
          WordNet.ofImageNet().groups(row.get(rows.header().indexOf("synset_1"))).stream()
              .map(Synset::name)
              .toList();
      assertEquals(
          List.of("synset_2", "groups", "settings"),
          rows.header().subList(rows.header().size() - 3, rows.header().size()));
      assertEquals(
          String.join("; ", expected), row.get(rows.header().indexOf("groups")), row.toString());
    }
    assertFalse(expected.isEmpty());
    run(args("--groups", "--topK=2", "--output=" + temp + "/x.jsonl"));
    JsonNode row = new ObjectMapper().readTree(Files.readString(temp.resolve("x.jsonl")));
    assertEquals(
        expected,
        StreamSupport.stream(row.get("groups").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
  }

  @Test
  void shouldHaveNoGroupsUnlessAsked() throws IOException {
    run(args());
    assertFalse(Files.readString(temp.resolve("x.csv")).contains("groups"));
  }

  /** Rows without groups don't count as done where they are wanted, and the message says why. */
  @Test
  void shouldMakeRowsOfALedgerAnewThatLackGroups() throws IOException {
    String night = "--output=" + temp + "/night/";
    run(args(night));
    err.getBuffer().setLength(0);
    assertEquals(0, run(args(night, "--groups")), err.toString());
    assertTrue(out.toString().contains("classified 1"), out.toString());
    err.getBuffer().setLength(0);
    assertEquals(0, run(args(night, "--groups")), err.toString());
    assertTrue(out.toString().contains("skipped 1"), out.toString());
  }

  @Test
  void shouldRefuseGroupsOfModelsWithOtherClasses() throws IOException {
    Path words =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("words")), 16, 9, 5);
    Files.writeString(words.resolve("labels.txt"), "rose\ntulip\n");
    assertFails(
        ExitCode.USAGE,
        "--groups is for models whose labels have ImageNet's WordNet ids, such as n02084071: of this"
            + " model's 2 labels none has one",
        args("--groups", "--model=" + words));
    Files.delete(words.resolve("labels.txt"));
    assertFails(
        ExitCode.USAGE,
        "--groups is for ImageNet's 1000 classes: of this model's 9 WordNet ids 9 are others",
        args("--groups", "--model=" + words));
    assertFails(
        ExitCode.USAGE,
        "--groups is of no use without labels",
        args("--groups", "--outputs=embedding"));
    assertFalse(Files.exists(temp.resolve("x.csv")));
  }
}
