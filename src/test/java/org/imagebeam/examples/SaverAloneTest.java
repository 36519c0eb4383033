package org.imagebeam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaverAloneTest {
  @TempDir Path temp;

  @Test
  void shouldGoOnWhereTheFirstRunStopped() throws IOException {
    String folder = temp.resolve("net").toString();
    SaverAlone.Result first = SaverAlone.train(folder, 20);
    assertEquals(0, first.firstStep());
    // Each step takes the error times 1 - 0.01 * 28 / 3.
    assertEquals(2 - 2 * Math.pow(1 - 0.28 / 3, 20), first.w(), 1e-5);
    assertEquals(List.of(folder + "/model.ckpt-10", folder + "/model.ckpt-20"), first.kept());

    SaverAlone.Result second = SaverAlone.train(folder, 45);
    assertEquals(20, second.firstStep());
    assertEquals(List.of(folder + "/model.ckpt-40", folder + "/model.ckpt-45"), second.kept());

    SaverAlone.Result inOne = SaverAlone.train(temp.resolve("other").toString(), 45);
    assertEquals(inOne.w(), second.w(), "the same to the bit");
  }

  @Test
  void shouldLeaveOnlyTheFilesOfTheCheckpointsItKeeps() throws IOException {
    Path folder = temp.resolve("net");
    SaverAlone.train(folder.toString(), 30);
    SaverAlone.train(folder.toString(), 50);
    assertEquals(
        List.of(
            "checkpoint",
            "model.ckpt-40.data-00000-of-00001",
            "model.ckpt-40.index",
            "model.ckpt-40.meta",
            "model.ckpt-50.data-00000-of-00001",
            "model.ckpt-50.index",
            "model.ckpt-50.meta"),
        names(folder));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
