package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.imagebeam.image.DecodeMode;
import org.imagebeam.session.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptionChecksTest {
  @Test
  void shouldGiveBackWhatIsFine() {
    assertEquals(1, OptionChecks.atLeastOne("topK", 1));
    assertEquals(1L << 40, OptionChecks.atLeastOne("maxPixels", 1L << 40));
    assertEquals(0, OptionChecks.atLeast(0, "threads", 0));
    assertEquals(Integer.MAX_VALUE, OptionChecks.atLeast(20, "steps", Integer.MAX_VALUE));
    assertEquals(-3L, OptionChecks.atLeast(-3L, "from", -3L));
    assertEquals(" x", OptionChecks.notBlank("input", " x"));
    assertEquals(DecodeMode.FAST, OptionChecks.oneOf(DecodeMode.class, "decode", "fast"));
  }

  @Test
  void shouldNameTheOptionOfANumberThatIsTooSmall() {
    assertRefused("topK must be at least 1, not 0", () -> OptionChecks.atLeastOne("topK", 0));
    assertRefused(
        "maxPixels must be at least 1, not -4294967296",
        () -> OptionChecks.atLeastOne("maxPixels", -1L << 32));
    assertRefused(
        "threads must be at least 0, not -1", () -> OptionChecks.atLeast(0, "threads", -1));
    assertRefused("from must be at least 20, not 19", () -> OptionChecks.atLeast(20L, "from", 19L));
  }

  @Test
  void shouldNameTheOptionThatIsBlank() {
    assertRefused("input needs a value", () -> OptionChecks.notBlank("input", null));
    assertRefused("input needs a value", () -> OptionChecks.notBlank("input", ""));
    assertRefused("input needs a value", () -> OptionChecks.notBlank("input", " \t"));
  }

  @Test
  void shouldSayWhatAChoiceMayBe() {
    assertRefused(
        "precision must be float32, int8 or bfloat16, not 'FLOAT32'",
        () -> OptionChecks.oneOf(Precision.class, "precision", "FLOAT32"));
    assertRefused(
        "decode must be exact or fast, not 'null'",
        () -> OptionChecks.oneOf(DecodeMode.class, "decode", null));
  }

  private static void assertRefused(String message, Executable check) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, check).getMessage());
  }
}
