package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private int attempts;

  private String fail(int times, IOException e) throws IOException {
    if (++attempts <= times) {
      throw e;
    }
    return "done";
  }

  @Test
  void shouldTryAgainWhatPasses() throws IOException {
    assertEquals(
        "done",
        Retries.until(
            NoSuchFileException.class::isInstance,
            () -> fail(99, new NoSuchFileException("gone"))));
    assertEquals(100, attempts);
  }

  @Test
  void shouldGiveUpAfterAHundredAttempts() {
    IOException gone = new NoSuchFileException("gone");
    IOException thrown =
        assertThrows(IOException.class, () -> Retries.until(e -> true, () -> fail(100, gone)));
    assertSame(gone, thrown);
    assertEquals(100, attempts);
  }

  @Test
  void shouldNotTryAgainWhatStays() {
    IOException full = new IOException("full");
    IOException thrown =
        assertThrows(
            IOException.class,
            () -> Retries.until(NoSuchFileException.class::isInstance, () -> fail(1, full)));
    assertSame(full, thrown);
    assertEquals(1, attempts);
  }
}
