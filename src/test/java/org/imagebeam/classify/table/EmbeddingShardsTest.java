package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingShardsTest {
  /** The header of a small matrix. */
  private static final int HEADER = 128;

  @TempDir Path temp;
  private final Rows rows = new Rows();

  private final class Rows implements TableTarget {
    private final List<List<String>> written = new ArrayList<>();
    private List<String> filesAtCommit = List.of();

    @Override
    public void write(List<String> cells) {
      written.add(cells);
    }

    @Override
    public void commit() {
      filesAtCommit = files();
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldFillFilesAndNameTheirRows() throws IOException {
    try (EmbeddingShards shards = shards(24)) {
      for (int i = 0; i < 7; i++) {
        shards.write(List.of("key", Embedding.of(i, -i).base64(), "settings"));
      }
      shards.commit();
    }
    assertEquals(List.of("e0.npy", "e1.npy", "e2.npy"), rows.filesAtCommit);
    for (int i = 0; i < 7; i++) {
      assertEquals(
          List.of("key", "e" + i / 3 + ".npy", Integer.toString(i % 3), "settings"),
          rows.written.get(i));
      byte[] file = Files.readAllBytes(temp.resolve("e" + i / 3 + ".npy"));
      assertArrayEquals(
          Embedding.of(i, -i).bytes(),
          Arrays.copyOfRange(file, HEADER + i % 3 * 8, HEADER + i % 3 * 8 + 8));
    }
    assertEquals(HEADER + 8, Files.size(temp.resolve("e2.npy")));
  }

  @Test
  void shouldKeepVectorsOfOneSizeTogether() throws IOException {
    try (EmbeddingShards shards = shards(1000)) {
      shards.write(List.of("key", Embedding.of(1).base64(), ""));
      shards.write(List.of("key", Embedding.of(1, 2).base64(), ""));
      shards.commit();
    }
    assertEquals(List.of("key", "e1.npy", "0", ""), rows.written.get(1));
  }

  @Test
  void shouldWriteARowLargerThanAFile() throws IOException {
    try (EmbeddingShards shards = shards(4)) {
      shards.write(List.of("key", Embedding.of(1, 2, 3).base64(), ""));
      shards.commit();
    }
    assertTrue(Files.exists(temp.resolve("e0.npy")));
  }

  @Test
  void shouldWriteNothingHalf() throws IOException {
    try (EmbeddingShards shards = shards(1000)) {
      shards.write(List.of("key", Embedding.of(1).base64(), ""));
    }
    assertFalse(Files.exists(temp.resolve("e0.npy")));
    assertEquals(List.of(), files());
  }

  private EmbeddingShards shards(long bytes) {
    return new EmbeddingShards(rows, 1, temp.toString(), i -> "e" + i + ".npy", bytes);
  }

  private List<String> files() {
    String[] names = temp.toFile().list();
    Arrays.sort(names);
    return List.of(names);
  }
}
