package org.imagebeam.wordnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordNetTest {
  private static final WordNet NET = WordNet.ofImageNet();

  private static Set<String> classes() {
    return LabelFiles.read(ModelFolder.open("embedded")).labels().values().stream()
        .map(LabelMap.Label::synset)
        .collect(Collectors.toSet());
  }

  @Test
  void shouldKnowEachClassOfTheEmbeddedModelUpToTheTop() {
    Set<String> classes = classes();
    assertEquals(1000, classes.size());
    for (String id : classes) {
      List<String> groups = NET.groups(id).stream().map(Synset::name).toList();
      assertTrue(groups.contains("entity"), id);
      assertEquals(groups.size(), NET.groups(id).stream().distinct().count(), id);
    }
  }

  @Test
  void shouldHoldNothingThatNoClassNeeds() {
    Set<String> needed = new TreeSet<>(classes());
    classes().forEach(id -> NET.groups(id).forEach(group -> needed.add(group.id())));
    assertEquals(needed, NET.synsets().stream().map(Synset::id).collect(Collectors.toSet()));
  }

  /** A domestic cat is both a cat and a domestic animal, and an animal by both ways. */
  @Test
  void shouldGoAllWaysUpNearGroupsFirstAndEachOnce() {
    assertEquals(
        List.of(
            "domestic cat",
            "cat",
            "domestic animal",
            "feline",
            "animal",
            "carnivore",
            "organism",
            "placental",
            "living thing",
            "mammal",
            "whole",
            "vertebrate",
            "object",
            "chordate",
            "physical entity",
            "entity"),
        NET.groups("n02124075").stream().map(Synset::name).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "n02084071, 118",
    "n02083346, 130",
    "n02121620, 7",
    "n01503061, 59",
    "n00001740, 1000",
    "n02124075, 1"
  })
  void shouldFindTheClassesOfAGroup(String group, int classes) {
    Synset synset = NET.synsets().stream().filter(s -> s.id().equals(group)).findFirst().get();
    ImmutableSet<String> under = NET.under(synset);
    assertEquals(classes, classes().stream().filter(under::contains).count());
    assertTrue(under.contains(group));
  }

  @Test
  void shouldKnowNothingOfOtherIds() {
    assertFalse(NET.has("n99999999"));
    assertFalse(NET.has(""));
    assertEquals(List.of(), NET.groups("n99999999"));
    assertEquals(List.of(), NET.groups("n00001740"));
  }
}
