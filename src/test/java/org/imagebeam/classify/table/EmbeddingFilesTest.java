package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.npy.NpyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingFilesTest {
  @TempDir Path folder;

  private final List<Integer> whole = new ArrayList<>();
  private final List<Integer> lost = new ArrayList<>();

  @Test
  void shouldTellWholeFilesFromOthersAndNameThese() throws IOException {
    write("a.npy", 2);
    write("b.npy", 2);
    EmbeddingFiles files =
        new EmbeddingFiles(folder.toString(), List.of("a.npy", "b.npy", "gone.npy"));
    add(files, 0, "a.npy", 0);
    add(files, 1, "a.npy", 1);
    add(files, 2, "b.npy", 1);
    files.note(EmbeddingPlace.inFile("b.npy", "2"));
    add(files, 3, "gone.npy", 0);
    add(files, 4, "never.npy", 0);
    add(files, 5, "never.npy", 1);
    files.note(EmbeddingPlace.inFile("other.npy", "0"));
    files.endTable(whole::add, lost::add);
    assertEquals(List.of(0, 1), whole);
    assertEquals(List.of(2, 3, 4, 5), lost);
    String one = ": 1 image has its embedding there, and doesn't count as done";
    assertEquals(
        List.of(
            "'" + folder + "/b.npy' has 2 rows, and the table names 3" + one,
            "'" + folder + "/gone.npy' isn't there" + one,
            "'"
                + folder
                + "/never.npy' isn't there: 2 images have their embeddings there, and don't count"
                + " as done"),
        files.complaints());
    files.endTable(whole::add, lost::add);
    assertEquals(2, whole.size(), "the next table has none");
  }

  @Test
  void shouldWarnOfFilesWithOtherNumbersOfValues() throws IOException {
    write("a.npy", 1, 3);
    write("b.npy", 1, 3);
    write("c.npy", 1, 2);
    EmbeddingFiles files =
        new EmbeddingFiles(folder.toString(), List.of("a.npy", "b.npy", "c.npy"));
    add(files, 0, "a.npy", 0);
    add(files, 1, "b.npy", 0);
    files.endTable(whole::add, lost::add);
    assertEquals(List.of(), files.complaints());
    add(files, 2, "c.npy", 0);
    files.endTable(whole::add, lost::add);
    assertEquals(List.of(0, 1, 2), whole, "it may be how the network is");
    assertEquals(1, files.complaints().size());
    String start = "'" + folder + "/c.npy' has embeddings of 2 values, and 'a.npy' of 3, by the";
    assertTrue(files.complaints().get(0).startsWith(start), files.complaints().get(0));
  }

  @Test
  void shouldNotNameVeryManyFiles() throws IOException {
    EmbeddingFiles files = new EmbeddingFiles(folder.toString(), List.of());
    for (int i = 0; i < 14; i++) {
      add(files, i, i + ".npy", 0);
    }
    files.endTable(whole::add, lost::add);
    assertEquals(11, files.complaints().size());
    assertEquals(
        "so it is with 4 more files of embeddings in '" + folder + "'", files.complaints().get(10));
  }

  private static void add(EmbeddingFiles files, int image, String name, int row) {
    EmbeddingPlace place = EmbeddingPlace.inFile(name, Integer.toString(row));
    files.note(place);
    files.add(place, image);
  }

  private void write(String name, int rows) throws IOException {
    write(name, rows, 1);
  }

  private void write(String name, int rows, int columns) throws IOException {
    try (NpyFile file = NpyFile.create(folder.resolve(name).toString(), columns)) {
      for (int i = 0; i < rows; i++) {
        file.add(new byte[columns * Float.BYTES]);
      }
      file.commit();
    }
  }
}
