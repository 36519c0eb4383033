package org.imagebeam.modelcheck;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.GivenGraph;
import org.imagebeam.image.PixelTensors;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Tensor;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * Makes of an image what a model as it was saved is fed: a file's bytes, or pixels in the dtype,
 * shape and order of colours that its input has. For one thread.
 */
final class OriginalFeed implements AutoCloseable {
  private static final AttrValue NONE = AttrValue.getDefaultInstance();
  private static final Set<DataType> HALVES = Set.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  /** Of an image with its colours. */
  private static final int IMAGE_RANK = 3;

  private final ModelSpec spec;
  private final DataType dtype;
  private final int rank;
  private final BatchedGraph batched;
  private final GraphSession given;
  private final GraphIndex index;
  private final OriginalPixels pixels;

  private OriginalFeed(
      ModelSpec spec, GraphDef graph, BatchedGraph batched, OriginalPixels pixels) {
    this.spec = spec;
    this.batched = batched;
    this.pixels = pixels;
    this.given = GraphSession.openAsGiven(given().graph(), SessionOptions.DEFAULT);
    this.index = new GraphIndex(given().graph());
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      this.dtype = shapes.type(input());
      this.rank = shapes.isRankKnown(spec.input()) ? shapes.known(spec.input()).size() : -1;
    }
  }

  /**
   * Prepares it.
   *
   * @param folder of the imported model
   * @param settings say how images are read
   */
  static OriginalFeed open(ModelFolder folder, InferenceSettings settings) {
    GraphDef graph = folder.readGraph().graph();
    return new OriginalFeed(
        folder.spec(),
        graph,
        ImageModelLoader.batch(folder, graph, folder.spec().output()),
        new OriginalPixels(folder.spec(), settings));
  }

  private GivenGraph given() {
    return batched.given().orElseThrow();
  }

  /** Whether the model computes, anywhere, in floating-point numbers of 16 bits. */
  boolean computesInHalves() {
    return given().graph().getNodeList().stream()
        .anyMatch(node -> HALVES.contains(node.getAttrOrDefault("T", NONE).getType()));
  }

  private TensorName input() {
    return TensorName.parse(spec.input());
  }

  /**
   * Makes the tensors.
   *
   * @param file the image
   * @param prepared its pixels as the imported network takes them
   * @return by their names in the imported graph; the caller closes them
   * @throws StageException if the file can't be read or decoded
   */
  Map<TensorName, Tensor> tensors(MatchResult.Metadata file, float[] prepared)
      throws StageException {
    Map<TensorName, Tensor> tensors = new HashMap<>();
    try (Tensor network =
        PixelTensors.batch(List.of(prepared), 1, batched.height(), batched.width())) {
      if (dtype == DataType.DT_STRING) {
        tensors.put(input(), pixels.bytes(file, rank == 1));
      } else if (batched.place().equals(input().node())) {
        tensors.put(input(), fetch(network, fed()));
      } else {
        tensors.put(input(), pixels.atOwnSize(file, rank == IMAGE_RANK, dtype));
      }
      for (String name : spec.adaptation().feeds().keySet()) {
        if (index.find(name).isPresent()) {
          tensors.put(TensorName.parse(name), fetch(network, name));
        }
      }
    } catch (StageException | RuntimeException e) {
      tensors.values().forEach(Tensor::close);
      throw e;
    }
    return tensors;
  }

  /** TensorFlow refuses to fetch what is fed. */
  private Tensor fetch(Tensor network, String node) {
    return node.equals(given().input())
        ? TFloat32.tensorOf((TFloat32) network)
        : given.run(given().input(), network, node);
  }

  /** The node with the values that the input had before anything was added to the graph. */
  private String fed() {
    String input = input().node();
    Optional<NodeDef> reversed =
        index.consumers(input).stream()
            .filter(
                node ->
                    node.getOp().equals("ReverseV2") && node.getName().startsWith(input + "/bgr"))
            .findFirst();
    return spec.adaptation().blueFirst() && reversed.isPresent() ? reversed.get().getName() : input;
  }

  @Override
  public void close() {
    given.close();
    pixels.close();
  }
}
