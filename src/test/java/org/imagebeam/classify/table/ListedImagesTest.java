package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedImagesTest {
  @TempDir Path folder;

  @Test
  void shouldGiveBackWhatWasListed() throws IOException {
    List<ImageKey> keys =
        List.of(
            new ImageKey("/a \"b\",\n\r.jpg", 0, -5),
            new ImageKey("/naïve 猫 🐈.png", 1L << 40, 253_402_300_800_000L),
            ImageKey.ofPath("=gone"));
    assertEquals(keys, roundTrip(keys));
    assertEquals(List.of(), roundTrip(List.of()));
  }

  @Test
  void shouldKeepTheFirstOfOnePath() throws IOException {
    ImageKey image = new ImageKey("/a", 1, 1);
    assertEquals(List.of(image), roundTrip(List.of(image, ImageKey.ofPath("/a"))));
  }

  @Test
  void shouldRefuseAFileOfOthers() throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "a,b\r\n");
    assertThrows(IOException.class, () -> ListedImages.read(file.toString()));
  }

  private List<ImageKey> roundTrip(List<ImageKey> keys) throws IOException {
    String file = folder.resolve("listing.csv").toString();
    ListedImages.write(file, keys.iterator());
    try (ListedImages read = ListedImages.read(file)) {
      return Lists.newArrayList(read);
    }
  }
}
