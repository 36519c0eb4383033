package org.imagebeam.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against the test vectors of FIPS 180-4. */
class GraphDigestsTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void shouldDigestTheSameAgain() {
    assertEquals(ABC, GraphDigests.sha256("a", "abc".getBytes(US_ASCII)));
    assertEquals(ABC, GraphDigests.sha256("a", "abc".getBytes(US_ASCII)));
    assertEquals(ABC, GraphDigests.sha256("b", "abc".getBytes(US_ASCII)));
  }

  @Test
  void shouldSeeThatAFileHasChanged() {
    assertEquals(ABC, GraphDigests.sha256("c", "abc".getBytes(US_ASCII)));
    assertEquals(NOTHING, GraphDigests.sha256("c", new byte[0]));
    assertEquals(
        "cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34",
        GraphDigests.sha256("c", "def".getBytes(US_ASCII)),
        "of the same length");
  }
}
