package org.imagebeam.wordnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.imagebeam.local.ExitCode;
import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupNameTest {
  @ParameterizedTest
  @CsvSource({
    "dog, n02084071",
    "Domestic Dog, n02084071",
    "canis_familiaris, n02084071",
    "n02084071, n02084071",
    " N02084071 , n02084071",
    "Egyptian cat, n02124075",
    // Also a word of the big cats, whose first word is another.
    "cat, n02121620"
  })
  void shouldFindAGroupByAnyOfItsWordsOrItsId(String text, String id) {
    assertEquals(id, GroupName.find("under", text).id());
  }

  @Test
  void shouldNameAllMeaningsOfAWord() {
    assertRefused(
        "crane",
        "under 'crane' has several meanings: n02012849 (crane, a kind of wading bird); n03126707"
            + " (crane, a kind of lifting device). Give the number of one");
    assertEquals(1, GroupName.idsUnder("under", "n03126707").size());
  }

  @ParameterizedTest
  @CsvSource({
    "dogs, dog",
    "hunting dogg, hunting dog",
    "mamal, mammal",
    "xqzzzzzzzzzz, dog",
  })
  void shouldSuggestAGroupForAWordThatIsNone(String text, String suggestion) {
    String message =
        assertThrows(InvalidValueException.class, () -> GroupName.find("under", text)).getMessage();
    assertTrue(
        message.startsWith(
            "under '"
                + text
                + "' is no group of ImageNet's classes, and no class: '"
                + suggestion
                + "' is one"),
        message);
  }

  @Test
  void shouldRefuseAnIdThatIsNoGroup() {
    assertRefused(
        "n99999999", "under 'n99999999' is no class of ImageNet's, and none is a kind of it");
  }

  private static void assertRefused(String text, String message) {
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> GroupName.find("under", text));
    assertEquals(message, e.getMessage());
    assertEquals(ExitCode.USAGE, e.exitCode());
  }
}
