package org.imagebeam.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyShapeTest {
  @TempDir Path temp;

  @Test
  void shouldReadWhatIsWritten() throws IOException {
    assertEquals(new NpyShape(3, 2), NpyShape.read(write(3, 2)));
    assertEquals(new NpyShape(0, 2), NpyShape.read(write(0, 2)));
    assertEquals(new NpyShape(1, 100_000), NpyShape.read(write(1, 100_000)));
  }

  @Test
  void shouldSayWhyAFileIsDamaged() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(write(3, 2)));
    assertEquals("has 151 bytes, and 152 by its header", damage(Arrays.copyOf(whole, 151)));
    assertEquals("has 153 bytes, and 152 by its header", damage(Arrays.copyOf(whole, 153)));
    assertEquals("has only 0 bytes", damage(new byte[0]));
    assertEquals("doesn't start as an .npy file of version 1.0 does", damage(new byte[200]));
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    assertEquals(
        "has 152 bytes, and 144 by its header", damage(bytes(text.replace("(3, 2)", "(2, 2)"))));
    for (String other :
        new String[] {
          text.replace("<f4", "<f8"),
          text.replace("<f4", ">f4"),
          text.replace("False", "True "),
          text.replace("(3, 2)", "(6,)  "),
          text.replace("(3, 2)", "(-3,2)"),
          text.substring(0, 40)
        }) {
      String shown = other.substring(10, Math.min(other.length(), 128)).strip();
      assertEquals(
          "has the header \"" + shown + "\", not that of a matrix of float32",
          damage(bytes(other)));
    }
  }

  @Test
  void shouldTellAFileThatIsNotThere() {
    assertThrows(FileNotFoundException.class, () -> NpyShape.read(temp + "/none.npy"));
  }

  private String damage(byte[] file) throws IOException {
    Path path = Files.write(temp.resolve("damaged.npy"), file);
    return assertThrows(DamagedNpyException.class, () -> NpyShape.read(path.toString()))
        .getMessage();
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String write(int rows, int columns) throws IOException {
    String path = temp.resolve("x.npy").toString();
    try (NpyFile file = NpyFile.create(path, columns)) {
      for (int i = 0; i < rows; i++) {
        file.add(new byte[columns * Float.BYTES]);
      }
      file.commit();
    }
    return path;
  }
}
