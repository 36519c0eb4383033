package org.imagebeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.GivenGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** A graph file to import, and what the command line prints. */
abstract class ImportCommandFixture extends CommandFixture {
  @TempDir Path temp;
  Path graph;
  String output;

  @BeforeEach
  void writeGraph() throws IOException {
    graph = Files.write(temp.resolve("net.pb"), network().toByteArray());
    output = temp.resolve("model").toString();
  }

  static GraphDef network() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, 12, 12, 3).network().graph();
  }

  int importModel(String... more) {
    return run(Args.of(List.of("model", "import"), more));
  }
}
