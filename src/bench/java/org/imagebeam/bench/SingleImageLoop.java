package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.LoadedGraph;

/** A loop as in TensorFlow's classify_image.py: the graph as it is, one file's bytes a run. */
final class SingleImageLoop implements Work {
  /** What it feeds. */
  static final String INPUT = "DecodeJpeg/contents";

  private final LoadedGraph graph;
  private final List<Path> images;
  private int next;

  SingleImageLoop(ModelFolder model, Path images) throws IOException {
    this.graph = new LoadedGraph(model.readGraph().graph());
    this.images = ImageFolder.files(images);
  }

  @Override
  public long run(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      graph.scores(Files.readAllBytes(images.get(next)));
      next = (next + 1) % images.size();
    }
    return count;
  }

  @Override
  public void close() {
    graph.close();
  }
}
