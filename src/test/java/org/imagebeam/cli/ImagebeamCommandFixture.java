package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of the command line share: a folder with a photo, a model, and what is printed.
 */
abstract class ImagebeamCommandFixture extends CommandFixture {
  @TempDir Path temp;
  Path photos;
  Path model;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    Files.write(photos.resolve("a.png"), Images.png(20, 20, 1));
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
  }

  String[] args(String... more) {
    return Args.of(
        List.of("classify", "--input=" + photos, "--output=" + temp + "/x.csv", "--model=" + model),
        more);
  }

  /** Classifies, and forgets what that said on standard output. */
  void classify(String... more) {
    assertEquals(0, run(args(more)), err.toString());
    out.getBuffer().setLength(0);
  }
}
