package org.imagebeam.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilterTest {
  private static final ShownRow.RunIds RUN = new ShownRow.RunIds("m1", "a1");
  private static final RowFilter.Wanted ALL =
      new RowFilter.Wanted(List.of(), Optional.empty(), null, null, false, Optional.empty());

  private static ShownRow row(String path, String label, float score, String synset) {
    return new ShownRow(
        path,
        RUN,
        null,
        true,
        ImmutableList.of(
            new ShownRow.Label(label, score, synset), new ShownRow.Label("tripod", 0.01f, "")),
        ImmutableMap.of());
  }

  private static final List<ShownRow> ROWS =
      List.of(
          row("/p/2025/a.jpg", "tabby, tabby cat", 0.9f, "n02123045"),
          row("/p/2026/b.png", "pug, pug-dog", 0.5f, "n02110958"),
          row("/p/2026/cat.jpg", "caterpillar", 0.25f, ""),
          new ShownRow("/p/d.jpg", RUN, null, true, ImmutableList.of(), ImmutableMap.of()),
          ShownRow.failed("/p/2026/e.jpg", RUN, "not an image but cat food"),
          ShownRow.embedded("/p/f.jpg", RUN));

  private static String taken(RowFilter.Wanted wanted) {
    RowFilter filter = new RowFilter(wanted);
    StringBuilder names = new StringBuilder();
    for (ShownRow row : ROWS) {
      if (filter.takes(row)) {
        names.append(row.path().replaceFirst(".*/", "").replaceFirst("\\..*", "")).append(' ');
      }
    }
    return names.toString().strip();
  }

  @Test
  void shouldTakeAllUnlessAsked() {
    assertEquals("a b cat d e f", taken(ALL));
    RowFilter filter = new RowFilter(ALL);
    filter.takes(ROWS.get(0));
    assertEquals(Optional.empty(), filter.count());
  }

  @ParameterizedTest
  @CsvSource({
    "cat, a",
    "TABBY CAT, a",
    "tabby, a",
    "pug-dog, b",
    "dog, b",
    "caterpillar, cat",
    "tripod, ''",
    ".*, ''"
  })
  void shouldTakeWordsOfTheBestLabel(String label, String names) {
    assertEquals(
        names,
        taken(
            new RowFilter.Wanted(
                List.of(label), Optional.empty(), null, null, false, Optional.empty())));
  }

  @Test
  void shouldTakeAnyOfSeveralLabels() {
    assertEquals(
        "a b",
        taken(
            new RowFilter.Wanted(
                List.of("pug", "tabby"), Optional.empty(), null, null, false, Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({"dog, b", "n02121620, a", "carnivore, a b", "bird, ''"})
  void shouldTakeAGroup(String group, String names) {
    assertEquals(
        names,
        taken(
            new RowFilter.Wanted(
                List.of(), Optional.of(group), null, null, false, Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({"0.5,, a b", ", 0.5, b cat", "0.3, 0.6, b", "0.91,, ''"})
  void shouldTakeScoresWithTheirBounds(Double min, Double max, String names) {
    assertEquals(
        names,
        taken(
            new RowFilter.Wanted(List.of(), Optional.empty(), min, max, false, Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({
    "2026, b cat e",
    "*.jpg, a cat d e f",
    "2026/*.jpg, cat e",
    "/p/*.jpg, d f",
    "'{a,b}.*', a b",
    "cat.jpg, cat"
  })
  void shouldTakeAPathByATextOrAGlob(String path, String names) {
    assertEquals(
        names,
        taken(
            new RowFilter.Wanted(
                List.of(), Optional.empty(), null, null, false, Optional.of(path))));
  }

  @Test
  void shouldTakeFailuresAlone() {
    RowFilter filter =
        new RowFilter(
            new RowFilter.Wanted(List.of(), Optional.empty(), null, null, true, Optional.empty()));
    assertEquals(1, ROWS.stream().filter(filter::takes).count());
    assertEquals(Optional.of("1 of 6 rows match"), filter.count());
  }

  @Test
  void shouldRefuseWhatCannotBeMet() {
    assertRefused(
        "failures can't be asked for together",
        new RowFilter.Wanted(List.of(), Optional.empty(), 0.5, null, true, Optional.empty()));
    assertRefused(
        "minScore must be at most the maxScore of 0.1, not 0.5",
        new RowFilter.Wanted(List.of(), Optional.empty(), 0.5, 0.1, false, Optional.empty()));
    assertRefused(
        "path '[z-a]' is not a pattern",
        new RowFilter.Wanted(List.of(), Optional.empty(), null, null, false, Optional.of("[z-a]")));
    assertRefused(
        "under 'dogs' is no group",
        new RowFilter.Wanted(List.of(), Optional.of("dogs"), null, null, false, Optional.empty()));
  }

  private static void assertRefused(String message, RowFilter.Wanted wanted) {
    String said =
        assertThrows(InvalidValueException.class, () -> new RowFilter(wanted)).getMessage();
    assertEquals(message, said.substring(0, Math.min(message.length(), said.length())));
  }

  @Test
  void shouldNotSayThatNothingIsOfAGroupWhereLabelsHaveNone() {
    RowFilter filter =
        new RowFilter(
            new RowFilter.Wanted(
                List.of(), Optional.of("dog"), null, null, false, Optional.empty()));
    filter.takes(ROWS.get(2));
    InvalidValueException e = assertThrows(InvalidValueException.class, filter::requireSynsets);
    assertEquals(
        "under is for labels with ImageNet's WordNet ids: none of the rows has one, so they are of"
            + " another model; filter by label instead",
        e.getMessage());
    filter.takes(ROWS.get(0));
    filter.requireSynsets();
  }
}
