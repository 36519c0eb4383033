package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path temp;

  @Test
  void shouldRepeatImagesInTurn() throws IOException {
    Path a = Files.write(temp.resolve("a.jpg"), new byte[] {1});
    Path b = Files.write(temp.resolve("b.jpg"), new byte[] {2});
    Path folder = ImageFolder.repeat(List.of(a, b), 3, temp.resolve("three"));
    List<Path> files = ImageFolder.files(folder);
    assertEquals(
        List.of("000000-a.jpg", "000001-b.jpg", "000002-a.jpg"),
        files.stream().map(file -> file.getFileName().toString()).toList());
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(files.get(1)));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(files.get(2)));
    assertEquals(folder, ImageFolder.repeat(List.of(a, b), 3, folder), "and once more");
  }

  @Test
  void shouldMendALinkThatLeadsNowhere() throws IOException {
    Path a = Files.write(temp.resolve("a.jpg"), new byte[] {1});
    Path folder = Files.createDirectory(temp.resolve("one"));
    Files.createSymbolicLink(folder.resolve("000000-a.jpg"), temp.resolve("gone.jpg"));
    ImageFolder.repeat(List.of(a), 1, folder);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("000000-a.jpg")));
  }

  @Test
  void shouldSayThatAFolderIsEmpty() {
    IOException e = assertThrows(IOException.class, () -> ImageFolder.files(temp));
    assertTrue(e.getMessage().contains(temp.toString()), e.getMessage());
  }

  @Test
  void shouldWritePhotographsOnce() throws IOException {
    List<Path> photos = ImageFolder.write(2, 400, 300, temp.resolve("photos"));
    BufferedImage photo = ImageIO.read(photos.get(1).toFile());
    assertEquals(400, photo.getWidth());
    assertEquals(300, photo.getHeight());
    assertTrue(Files.mismatch(photos.get(0), photos.get(1)) >= 0, "they differ");
    FileTime written = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(photos.get(0), written);
    ImageFolder.write(2, 400, 300, temp.resolve("photos"));
    assertEquals(written, Files.getLastModifiedTime(photos.get(0)));
  }
}
