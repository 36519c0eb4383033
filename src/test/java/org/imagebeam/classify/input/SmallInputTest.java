package org.imagebeam.classify.input;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.pipeline.RepeatedOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallInputTest {
  @TempDir Path temp;
  private String photos;

  /** A folder with one of two files, and one beside it: two folders and three files. */
  @BeforeEach
  void makeFiles() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("photos/inner")).getParent();
    for (String name : List.of("a.jpg", "inner/b.jpg", "inner/c.jpg")) {
      Files.writeString(folder.resolve(name), "x");
    }
    photos = folder.toString();
  }

  @Test
  void shouldCountFilesAndFoldersOfAllParts() throws IOException {
    assertTrue(SmallInput.isAtMost(5, photos));
    assertFalse(SmallInput.isAtMost(4, photos));
    String file = Files.writeString(temp.resolve("d.jpg"), "x").toString();
    assertTrue(SmallInput.isAtMost(1, file));
    assertTrue(SmallInput.isAtMost(6, photos + "," + file));
    assertFalse(SmallInput.isAtMost(5, photos + "," + file));
    assertFalse(SmallInput.isAtMost(5, RepeatedOption.join(List.of(file, photos))));
  }

  @Test
  void shouldCountWhatALinkLeadsTo() throws IOException {
    Path links = Files.createDirectory(temp.resolve("links"));
    Files.createSymbolicLink(links.resolve("photos"), Path.of(photos));
    assertTrue(SmallInput.isAtMost(6, links.toString()));
    assertFalse(SmallInput.isAtMost(5, links.toString()));
    Files.createSymbolicLink(links.resolve("circle"), links);
    assertFalse(SmallInput.isAtMost(100, links.toString()));
  }

  @Test
  void shouldNotBeSureOfWhatItDoesNotLookInto() throws IOException {
    Path list = Files.writeString(temp.resolve("list.txt"), photos + "/a.jpg\n");
    for (String input :
        List.of(photos + "/*.jpg", "@" + list, "gs://bucket/one.jpg", temp + "/missing")) {
      assertFalse(SmallInput.isAtMost(100, input), input);
    }
  }
}
