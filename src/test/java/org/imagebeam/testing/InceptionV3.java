package org.imagebeam.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.tensorflow.proto.GraphDef;

/**
 * The frozen Inception v3 graph of 2015-12-05, node for node, with seeded weights instead of
 * trained ones.
 *
 * <p>Its 1020 nodes have the original's names, order, ops, inputs and attributes, as far as these
 * are publicly described, and its GraphDef a producer version below 9, without which {@code
 * BatchNormWithGlobalNormalization} does not load. It takes one encoded image at {@code
 * DecodeJpeg/contents} (a string scalar) and gives {@code softmax}, float32 [1, 1008]; the
 * bottleneck {@code pool_3} is [1, 1, 1, 2048]. Scores depend on the image but name nothing. No
 * vector of a batch norm is trivial, so that a rewrite which forgets one is found out; two orders
 * of rounding agree within 1e-4 in the scores.
 *
 * <p>A graph takes about 95 MB and a second; it is not kept. Safe for several threads.
 */
public final class InceptionV3 {
  private static final int FIRST_LABEL = 1;
  private static final int LAST_LABEL = 1000;

  private InceptionV3() {}

  /** The graph; the same seed gives the same bytes on each machine. */
  public static GraphDef graphDef(long seed) {
    return new InceptionV3Builder(seed).build();
  }

  /**
   * Writes the graph and the two label files in the forms of 2015. Node ids 1 to 1000 have a label,
   * as in the original; 0 and 1001 to 1007 have none.
   *
   * @param dir made if missing
   * @return {@code dir}
   * @throws IOException when a file can't be written
   */
  public static Path writeModelFolder(Path dir, long seed) throws IOException {
    ModelFolderWriter.write(
        dir,
        graphDef(seed),
        IntStream.rangeClosed(FIRST_LABEL, LAST_LABEL).boxed().toList(),
        InceptionV3::words);
    return dir;
  }

  /** The synset that the label files of {@link #writeModelFolder} give a node id. */
  public static String synset(int nodeId) {
    return ModelFolderWriter.synset(nodeId);
  }

  /** The words of that synset: two with a comma between, as ImageNet's often are. */
  public static String words(int nodeId) {
    return "word " + nodeId + ", synonym " + nodeId;
  }
}
