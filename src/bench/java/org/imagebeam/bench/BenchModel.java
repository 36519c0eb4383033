package org.imagebeam.bench;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.summary.GraphSummary;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.testing.InceptionV3;
import org.tensorflow.proto.GraphDef;

/**
 * A model to measure with.
 *
 * @param name what it is called
 * @param location what {@code --model} takes
 */
record BenchModel(String name, String location) {
  /** The network of inception-2015-12-05 with other weights: its archive is not to be had here. */
  static final String INCEPTION = "inception-v3";

  private static final long SEED = 1;

  private static final List<GraphRewrite> FOLDED =
      List.of(
          GraphRewrite.CHECKS_DROPPED,
          GraphRewrite.WEIGHTS_DEQUANTIZED,
          GraphRewrite.CONSTANTS_FOLDED,
          GraphRewrite.BATCH_NORMS_FOLDED);

  /** What {@code scripts/model-zoo} calls what it makes of a network. */
  private static final String ZOO_MODEL = "model";

  private static final String ZOO_SAVED_MODEL = "saved_model";

  /** The frozen network from pixels to scores, for peers that read graphs. */
  record Export(Path graph, String input, String output, int height, int width) {}

  /**
   * Finds a model by name: {@value #INCEPTION}, which is written anew, 'embedded', the name of one
   * of {@code ../shared/assets}, a model folder, or a network's folder of {@code
   * scripts/model-zoo}, which holds a model folder and the SavedModel that it was imported from.
   *
   * @throws SkippedException if there is none
   */
  static BenchModel of(String name, Path work) throws IOException {
    if (name.equals(INCEPTION)) {
      Path folder = work.resolve(INCEPTION);
      return new BenchModel(name, InceptionV3.writeModelFolder(folder, SEED).toString());
    }
    Path shared = Path.of("..", "shared", "assets", name);
    if (Files.isDirectory(shared)) {
      return new BenchModel(name, shared.toString());
    }
    Path zoo = Path.of(name);
    if (Files.isRegularFile(zoo.resolve(ZOO_MODEL).resolve(ModelFolder.GRAPH))) {
      return new BenchModel(
          zoo.toAbsolutePath().normalize().getFileName().toString(),
          zoo.resolve(ZOO_MODEL).toString());
    }
    if (name.equals(ModelFolder.EMBEDDED) || Files.isDirectory(Path.of(name))) {
      return new BenchModel(name, name);
    }
    throw new SkippedException("there is neither " + shared + " nor a folder " + name);
  }

  /** Returns the same model with its layers in int8: where {@link #quantize} writes it. */
  BenchModel quantized(Path work) {
    return new BenchModel(name, work.resolve(name.replace('/', '_') + "-int8").toString());
  }

  /**
   * Quantizes the model, as users do.
   *
   * @param images a folder of those that are run
   * @throws SkippedException if it can't be quantized
   */
  void quantize(Path images, Path work) throws IOException, InterruptedException {
    Path folder = Path.of(quantized(work).location());
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Path log = Logs.file(work, name + " quantize");
    Files.createDirectories(log.toAbsolutePath().getParent());
    Process process =
        Child.builder(
                List.of(
                    "scripts/imagebeam",
                    "model",
                    "quantize",
                    location,
                    "--calibrate=" + images,
                    "--output=" + folder))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new SkippedException(Child.lastWords(log));
    }
  }

  /** The SavedModel of a network of the model zoo, as Keras wrote it. */
  Optional<Path> savedModel() {
    return Optional.ofNullable(Path.of(location).getParent())
        .map(zoo -> zoo.resolve(ZOO_SAVED_MODEL))
        .filter(Files::isDirectory);
  }

  /** Whether the graph takes a file's bytes, as that of Inception v3 of 2015 does. */
  boolean takesFiles() {
    return ModelFolder.open(location).spec().input().equals(SingleImageLoop.INPUT);
  }

  /** The graph as it is stored, for those that read files. */
  String graphFile() throws SkippedException {
    if (location.equals(ModelFolder.EMBEDDED)) {
      throw new SkippedException("the graph of the embedded model is no file");
    }
    return Path.of(location, ModelFolder.GRAPH).toString();
  }

  /** Multiply-adds an image. */
  long multiplyAdds() {
    ModelFolder folder = ModelFolder.open(location);
    ModelSpec spec = folder.spec();
    return GraphSummary.of(
            folder.readGraph().graph(),
            spec.input(),
            spec.outputs(),
            spec.bottleneck(),
            spec.height(),
            spec.width())
        .multiplyAdds();
  }

  /** Returns whether a rewriting makes another graph than {@code before} does. */
  boolean changes(Rewriting before, Rewriting after) {
    ModelFolder folder = ModelFolder.open(location);
    List<String> outputs = List.of(folder.spec().output());
    BatchedGraph batched = ClassifyWay.batched(folder);
    return !before.apply(batched, outputs).graph().equals(after.apply(batched, outputs).graph());
  }

  /** Writes the network with its batch norms folded, as any converter would. */
  Export export(Path work) throws IOException {
    ModelFolder folder = ModelFolder.open(location);
    String output = folder.spec().output();
    BatchedGraph batched = ClassifyWay.batched(folder);
    GraphDef graph = InferenceOptimizer.optimize(batched, List.of(output), FOLDED).graph();
    Path file = work.resolve(name.replace('/', '_') + ".folded.pb");
    try (OutputStream out = Files.newOutputStream(file)) {
      graph.writeTo(out);
    }
    return new Export(file, batched.input(), output, batched.height(), batched.width());
  }
}
