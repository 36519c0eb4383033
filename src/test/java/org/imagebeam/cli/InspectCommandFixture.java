package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model folder to inspect, and what the command line prints. */
abstract class InspectCommandFixture extends CommandFixture {
  @TempDir Path temp;
  Path model;

  @BeforeEach
  void makeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
  }
}
