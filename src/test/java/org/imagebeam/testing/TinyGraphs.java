package org.imagebeam.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Image classifiers of a few kilobytes, for tests that should take no time. Thread-safe. */
public final class TinyGraphs {
  private static final int FILTERS = 16;
  private static final long STRIDE = 2;

  private TinyGraphs() {}

  /**
   * One convolution between the first and last nodes of the graph of 2015, under the same names and
   * wired for a batch of one: {@code DecodeJpeg/contents} (a placeholder, a string scalar) to
   * {@code softmax}, float32 [1, classes]; the bottleneck {@code pool_3} is [1, 1, 1, 16]. Answers
   * depend on the image's colours. The same seed gives the same bytes on each machine.
   *
   * @param size images are resized to size by size
   */
  public static GraphDef imageNet(int size, int classes, long seed) {
    SeededWeights random = new SeededWeights(seed, "conv");
    float[] weights = random.he(3 * 3 * 3, FILTERS);
    float[] biases = new float[FILTERS];
    double[] offset = new double[FILTERS];
    double[] scale = new double[FILTERS];
    for (int i = 0; i < FILTERS; i++) {
      biases[i] = (float) random.between(-0.5, 0.5);
      offset[i] = biases[i];
      scale[i] = 1;
    }
    Moments features =
        GraphEnds.imageMoments().linear(weights, FILTERS).affine(scale, offset).relu();
    long side = (size + STRIDE - 1) / STRIDE;
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addAllNode(
        GraphEnds.image(NodeDefs.placeholder("DecodeJpeg/contents", DataType.DT_STRING), size));
    graph.addNode(NodeDefs.constFloats("conv/weights", List.of(3, 3, 3, FILTERS), weights));
    graph.addNode(
        NodeDefs.floatNode("conv/Conv2D", "Conv2D", "Mul", "conv/weights")
            .putAttr("padding", NodeDefs.string("SAME"))
            .putAttr("strides", NodeDefs.integers(List.of(1L, STRIDE, STRIDE, 1L))));
    graph.addNode(NodeDefs.constFloats("conv/biases", List.of(FILTERS), biases));
    graph.addNode(NodeDefs.floatNode("conv/BiasAdd", "BiasAdd", "conv/Conv2D", "conv/biases"));
    graph.addNode(NodeDefs.floatNode("conv", "Relu", "conv/BiasAdd"));
    graph.addAllNode(GraphEnds.softmax(seed, "conv", side, features, classes));
    return graph.build();
  }

  /**
   * Writes {@link #imageNet} and the two label files in the forms of 2015, with a label for each
   * class.
   *
   * @param dir made if missing
   * @return {@code dir}
   * @throws IOException when a file can't be written
   */
  public static Path writeModelFolder(Path dir, int size, int classes, long seed)
      throws IOException {
    ModelFolderWriter.write(
        dir,
        imageNet(size, classes, seed),
        IntStream.range(0, classes).boxed().toList(),
        TinyGraphs::words);
    return dir;
  }

  /** The synset that the label files of {@link #writeModelFolder} give a node id. */
  public static String synset(int nodeId) {
    return ModelFolderWriter.synset(nodeId);
  }

  /** The words of that synset. */
  public static String words(int nodeId) {
    return "word " + nodeId;
  }
}
