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
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;

class LabelsCommandTest extends ImageNetFixture {
  @Test
  void shouldListTheClassesOfAModel() {
    assertEquals(0, run("labels", model.toString()), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertEquals(10, lines.size());
    assertTrue(lines.get(0).matches("NODE ID +SYNSET +LABEL +GROUPS"), lines.get(0));
    assertTrue(
        lines
            .get(4)
            .matches(" +3 +n02110958 +pug, pug-dog +dog; canine; domestic animal; \\.\\.\\."),
        lines.get(4));
  }

  @Test
  void shouldListTheClassesOfAGroup() {
    assertEquals(0, run("labels", model.toString(), "--under=dog"));
    assertEquals(
        List.of("n02085620", "n02085782", "n02110958"),
        out.toString()
            .lines()
            .skip(1)
            .map(line -> line.replaceFirst("^ *\\d+ +(n\\d+) .*", "$1"))
            .toList());
    assertTrue(
        err.toString()
            .contains(
                "3 of 9 classes are of the group n02084071 (dog, domestic dog, Canis familiaris)"),
        err.toString());
  }

  /** As ImageNet has them, by WordNet 3.0. */
  @Test
  void shouldFindAllBreedsOfDogsInTheEmbeddedModel() {
    assertEquals(0, run("labels", "--under=dog", "--format=csv"));
    assertEquals(119, out.toString().lines().count());
    assertTrue(err.toString().contains("118 of 1000 classes"), err.toString());
  }

  @Test
  void shouldWriteCsvAndJsonLinesWithAllGroups() throws IOException {
    run("labels", model.toString(), "--under=n03126707", "--format=csv");
    assertEquals(
        "node_id,synset,label,groups\r\n6,n03126707,crane,lifting device; device; instrumentality;"
            + " artifact; whole; object; physical entity; entity\r\n",
        out.toString());
    out.getBuffer().setLength(0);
    run("labels", model.toString(), "--under=n03126707", "--format=jsonl");
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertEquals(6, line.get("node_id").asInt());
    assertEquals("lifting device", line.get("groups").get(0).asText());
    assertEquals(8, line.get("groups").size());
  }

  @Test
  void shouldListOtherModelsWithoutGroups() throws IOException {
    Path other =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("other")), 16, 9, 5);
    Files.writeString(other.resolve("labels.txt"), "rose\ntulip\n");
    assertEquals(0, run("labels", other.toString(), "--format=csv"));
    assertEquals("node_id,label\r\n0,rose\r\n1,tulip\r\n", out.toString());
    assertFails(
        ExitCode.USAGE,
        "--under is for models whose labels have ImageNet's WordNet ids",
        "labels",
        other.toString(),
        "--under=dog");
  }

  @Test
  void shouldRefuseWhatIsNoGroupOrSeveral() {
    assertFails(
        ExitCode.USAGE,
        "--under 'crane' has several meanings: n02012849 (crane, a kind of wading bird); n03126707",
        "labels",
        "--under=crane");
    assertFails(
        ExitCode.USAGE,
        "--under 'dogs' is no group of ImageNet's classes, and no class: 'dog' is one",
        "labels",
        "--under=dogs");
    assertFails(
        ExitCode.USAGE, "--format must be csv or jsonl, not 'xml'", "labels", "--format=xml");
    assertFalse(out.toString().contains("LABEL"));
  }
}
