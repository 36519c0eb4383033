package org.imagebeam.bottleneck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.testing.Images;

/** Folders of images to learn from. */
final class LabelledFolderFixture {
  static final Split SPLIT = new Split(20, 20, 1);

  private LabelledFolderFixture() {}

  /** Writes images that are all different, named after their class. */
  static Path write(Path folder, int images, String... labels) throws IOException {
    for (int label = 0; label < labels.length; label++) {
      Path sub = Files.createDirectories(folder.resolve(labels[label]));
      for (int i = 0; i < images; i++) {
        Files.write(
            sub.resolve(name(labels[label], i)),
            Images.jpeg(30 + i % 7, 24 + i % 5, 1000L * label + i));
      }
    }
    return folder;
  }

  static String name(String label, int image) {
    return String.format(Locale.ROOT, "%s-%02d.jpg", label, image);
  }

  static LabelledFolder list(Path folder) {
    return LabelledFolder.list(folder.toString(), FileFilter.MEANT, SPLIT);
  }
}
