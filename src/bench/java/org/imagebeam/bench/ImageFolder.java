package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Folders of as many images as wanted, made of links to a few. */
final class ImageFolder {
  private ImageFolder() {}

  /**
   * The files below a folder, by path.
   *
   * @throws IOException if it can't be read, or holds none
   */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      if (files.isEmpty()) {
        throw new IOException("there are no images in " + folder);
      }
      return files;
    }
  }

  /**
   * Fills {@code folder} with {@code count} links to {@code images}, each as often as the others
   * give or take one. What is there of an earlier call stays; it must have had the same images.
   *
   * @return {@code folder}
   */
  static Path repeat(List<Path> images, int count, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Path image = images.get(i % images.size()).toAbsolutePath();
      Path link = folder.resolve(String.format(Locale.ROOT, "%06d-%s", i, image.getFileName()));
      if (!Files.exists(link)) {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, image);
      }
    }
    return folder;
  }

  /**
   * Writes photographs of {@code width} x {@code height} pixels, unless they are there.
   *
   * @return their paths
   */
  static List<Path> write(int count, int width, int height, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int seed = 0; seed < count; seed++) {
      Path file = folder.resolve(seed + ".jpg");
      if (!Files.exists(file)) {
        Path part = folder.resolve(seed + ".part");
        Files.write(part, Photos.jpeg(Photos.SAMPLE, width, height, seed));
        Files.move(part, file);
      }
    }
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(seed -> folder.resolve(seed + ".jpg"))
        .toList();
  }
}
