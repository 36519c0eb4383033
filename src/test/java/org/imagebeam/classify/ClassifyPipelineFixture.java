package org.imagebeam.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of photos, a small model, and the table that runs write. */
abstract class ClassifyPipelineFixture {
  @TempDir Path temp;
  Path photos;
  Path model;
  Path output;

  @BeforeEach
  void makeInput() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    model = TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5);
    output = temp.resolve("out/x.csv");
  }

  ClassifyOptions options() {
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(photos.toString());
    options.setOutput(output.toString());
    options.setModel(model.toString());
    options.setTopK(3);
    return options;
  }

  static ClassifySummary run(ClassifyOptions options) throws IOException {
    return ClassifyPipeline.create(options).run();
  }

  void addImages(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      Files.write(
          photos.resolve(String.format("p%03d.png", i)), Images.png(20 + i % 13, 18 + i % 7, i));
    }
  }

  static List<String> paths(Path table) throws IOException {
    return Files.readString(table)
        .lines()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .toList();
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
