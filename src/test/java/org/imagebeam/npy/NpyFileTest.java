package org.imagebeam.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.imagebeam.testing.PythonTensorFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  @TempDir Path temp;

  @Test
  void shouldWriteTheHeaderOfTheFormat() throws IOException {
    byte[] file = Files.readAllBytes(write("x.npy", 2, 3));
    assertArrayEquals(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}, Arrays.copyOf(file, 10));
    String text = new String(file, 10, 118, StandardCharsets.US_ASCII);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", text.strip());
    assertTrue(text.endsWith(" \n"), text);
    assertEquals(128 + 2 * 3 * 4, file.length);
  }

  @Test
  void shouldAlignTheValuesWhateverTheShape() throws IOException {
    for (int columns : new int[] {1, 10, 1_000, 100_000}) {
      byte[] file = Files.readAllBytes(write(columns + ".npy", 1, columns));
      assertEquals(0, (file.length - columns * 4) % 64, columns + " columns");
    }
  }

  @Test
  void shouldWriteNothingWithoutACommit() throws IOException {
    try (NpyFile file = NpyFile.create(temp.resolve("x.npy").toString(), 1)) {
      file.add(new byte[4]);
      assertEquals(1, file.rows());
    }
    assertFalse(Files.exists(temp.resolve("x.npy")));
  }

  @Test
  void shouldRefuseRowsOfAnotherLength() throws IOException {
    try (NpyFile file = NpyFile.create(temp.resolve("x.npy").toString(), 2)) {
      assertThrows(IllegalArgumentException.class, () -> file.add(new byte[4]));
    }
  }

  @Test
  void shouldBeReadByNumpy() throws Exception {
    write("some.npy", 5, 7);
    write("none.npy", 0, 7);
    PythonTensorFlow.runCommand(
        "python -c \"import numpy as np;"
            + " m = np.load('some.npy', mmap_mode='r'); assert m.dtype == np.float32;"
            + " assert m.tolist() == np.arange(35).reshape(5, 7).tolist(), m;"
            + " assert np.load('none.npy').shape == (0, 7)\"",
        temp);
  }

  /** Counts from 0. */
  private Path write(String name, int rows, int columns) throws IOException {
    Path path = temp.resolve(name);
    try (NpyFile file = NpyFile.create(path.toString(), columns)) {
      for (int row = 0; row < rows; row++) {
        ByteBuffer values = ByteBuffer.allocate(columns * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < columns; column++) {
          values.putFloat(row * columns + column);
        }
        file.add(values.array());
      }
      file.commit();
    }
    return path;
  }
}
