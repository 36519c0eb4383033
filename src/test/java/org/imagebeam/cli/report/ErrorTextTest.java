package org.imagebeam.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  @Test
  void shouldGiveAnInvalidSettingItsOption() {
    assertEquals(
        "--topK must be at least 1, not 0",
        ErrorText.of(InvalidValueException.of("topK", "must be at least 1, not 0")));
    assertEquals("'x' is no address", ErrorText.of(new InvalidValueException("'x' is no address")));
  }

  @Test
  void shouldNameTheCommandThatHelps() {
    List<String> texts =
        Arrays.stream(Remedy.Kind.values())
            .map(kind -> Remedy.of(kind, "given", "more"))
            .map(remedy -> ErrorText.of(unusable().withRemedy(remedy)))
            .toList();
    assertEquals(
        List.of(
            "m: bad (--allowRandom does so)",
            "m: bad (--allowUnsafeModel does so)",
            "m: bad ('imagebeam model fetch given --modelCache=more' does so)",
            "m: bad ('imagebeam checkpoint freeze given --outputs=more --output=FILE.pb' does so)",
            "m: bad ('imagebeam model import' does so)",
            "m: bad ('imagebeam model inspect' lists the layers)",
            "m: bad ('imagebeam model list' shows the names)",
            "m: bad ('imagebeam checkpoint show' lists the tensors)",
            "m: bad (--calibrate=IMAGES does so)",
            "m: bad (--given=FOLDER names another folder for the cache)",
            "m: bad (--inputNode=NODE does so)",
            "m: bad (--outputNode=NODE does so, and 'imagebeam model import' keeps several)",
            "m: bad (--preprocessing=NAME does so)",
            "m: bad (--size=HxW does so)",
            "m: bad (--all reads them too)",
            "m: bad ('imagebeam doctor --unpackTo=FOLDER' fills one beforehand)"),
        texts);
  }

  @Test
  void shouldLeaveOutTheUsualCache() {
    Remedy fetch = Remedy.of(Remedy.Kind.FETCH_MODEL, "tiny");
    assertEquals(
        "m: bad ('imagebeam model fetch tiny' does so)",
        ErrorText.of(unusable().withRemedy(fetch)));
  }

  @Test
  void shouldLeaveOtherMessagesAlone() {
    assertEquals("m: bad", ErrorText.of(unusable()));
    assertEquals(
        "gone", ErrorText.of(new CheckpointException(CheckpointException.Kind.NOT_FOUND, "gone")));
    assertNull(ErrorText.of(new IllegalStateException()));
  }

  private static ModelException unusable() {
    return new ModelException(ModelException.Kind.UNUSABLE, "m: bad");
  }
}
