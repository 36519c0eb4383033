package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePrefetcherTest {
  private static final int FILES = 40;

  @TempDir Path temp;

  @Test
  void shouldReadInOrderAndPastWhatIsMissing() throws IOException {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Path file = temp.resolve(i + ".bin");
      if (i != 17) {
        Files.write(file, new byte[] {(byte) i});
      }
      paths.add(file.toString());
    }
    try (FilePrefetcher files = new FilePrefetcher(paths, 10)) {
      for (int i = 0; i < FILES; i++) {
        if (i == 17) {
          assertThrows(IOException.class, files::next);
        } else {
          assertArrayEquals(new byte[] {(byte) i}, files.next());
        }
      }
      assertThrows(NoSuchElementException.class, files::next);
    }
  }

  @Test
  void shouldNotHoldMoreThanTheLimit() throws IOException {
    Path file = Files.write(temp.resolve("x"), new byte[11]);
    try (FilePrefetcher files = new FilePrefetcher(List.of(file.toString()), 10)) {
      assertThrows(IOException.class, files::next);
    }
  }
}
