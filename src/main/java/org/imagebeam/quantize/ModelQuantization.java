package org.imagebeam.quantize;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.graph.safety.OpUse;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.UnstatedPixels;
import org.imagebeam.inference.StageException;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.ModelWriter;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes a model folder whose network computes in int8 of one whose network computes in float32. It
 * sees the values of all layers over some images, and rounds the network by them.
 *
 * @param images a folder, a file or a glob, local or {@code gs://}, of images such as will be
 *     classified
 * @param samples how many of them are run through the network, at most
 */
public record ModelQuantization(String images, int samples) {
  /** Of fewer, the ranges say little. */
  public static final int LEAST_SAMPLES = 16;

  private static final int MOST_COMPARED = 32;

  private static final Set<String> LAYERS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");

  public ModelQuantization {
    requireNonNull(images, "images is null");
    if (samples < LEAST_SAMPLES) {
      throw new IllegalArgumentException(
          "at least " + LEAST_SAMPLES + " images are needed, not " + samples);
    }
  }

  /**
   * Quantizes a model.
   *
   * @param output the folder that is written, local or {@code gs://}; it must not hold a model yet
   * @return what became of it
   * @throws ModelException if the model can't be read or run, is quantized already, or has no layer
   *     that can compute in int8
   * @throws InputException if fewer than {@value #LEAST_SAMPLES} images can be read
   * @throws OutputException if the folder can't be written, or holds a model
   * @throws IOException if a folder can't be looked at
   */
  public QuantizationReport run(ModelFolder source, String output) throws IOException {
    if (Storage.isFile(Storage.resolve(output, ModelFolder.GRAPH))) {
      throw new OutputException(output, "it holds a model already; name another folder");
    }
    ModelGraph read = source.readGraph();
    ModelFolder folder = read.folder();
    GraphDef stored = stored(folder);
    read.release();
    folder.requireSafe(stored, GraphIndex.nodeName(folder.spec().output()));
    if (Int8Rewriter.isQuantized(stored)) {
      throw folder.unusable(" is quantized already");
    }
    List<String> unreadable = new ArrayList<>();
    List<MatchResult.Metadata> files = files(unreadable);
    try {
      return quantize(
          folder, FoldedNetwork.of(folder, stored), read.bytes(), files, unreadable, output);
    } catch (GraphException e) {
      throw folder.unusable(e);
    }
  }

  private static GraphDef stored(ModelFolder folder) {
    try {
      return GraphDef.parseFrom(folder.graphFile());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("it was a GraphDef before", e);
    }
  }

  private List<MatchResult.Metadata> files(List<String> unreadable) {
    FileListing listing = FileListing.expand(images);
    List<MatchResult.Metadata> sorted = listing.files();
    if (sorted.size() < LEAST_SAMPLES && !listing.problems().isEmpty()) {
      throw new InputException(
          "the images to calibrate with can't be listed: " + listing.problems().get(0).message());
    }
    listing.problems().forEach(problem -> unreadable.add(problem.message()));
    requireEnough(sorted.size(), "there are only " + sorted.size() + " files");
    // Spread over all of them: names are often sorted by class.
    int taken = Math.min(samples, sorted.size());
    return IntStream.range(0, taken)
        .mapToObj(i -> sorted.get((int) ((long) i * sorted.size() / taken)))
        .toList();
  }

  private void requireEnough(int found, String what) {
    if (found < LEAST_SAMPLES) {
      throw new InputException(
          "at least "
              + LEAST_SAMPLES
              + " images are needed to see the values of the layers, and "
              + what
              + " in '"
              + images
              + "': name a folder with more");
    }
  }

  private QuantizationReport quantize(
      ModelFolder folder,
      FoldedNetwork network,
      long bytes,
      List<MatchResult.Metadata> files,
      List<String> unreadable,
      String output)
      throws IOException {
    BatchedGraph batched = batch(folder, network.graph());
    UnstatedPixels.requireKnown(folder, batched);
    for (OpUse use : GraphSafety.random(batched.graph())) {
      throw folder.unusable(
          ": "
              + use
              + " "
              + use.doing()
              + ", so its layers have no values to go by: save the model"
              + " for inference");
    }
    QuantizationPlan plan = QuantizationPlan.of(network.graph(), network.outputs());
    try (ImageFileReader reader =
            ImageFileReader.of(batched, folder.spec(), InferenceSettings.DEFAULT);
        Calibration calibration = new Calibration(batched, plan.tensors())) {
      List<MatchResult.Metadata> seen = new ArrayList<>();
      for (MatchResult.Metadata file : files) {
        try {
          calibration.add(reader.read(file));
          seen.add(file);
        } catch (StageException e) {
          unreadable.add(file.resourceId() + ": " + e.getMessage());
        }
      }
      requireEnough(seen.size(), "only " + seen.size() + " can be read");
      Set<String> floats = new HashSet<>(plan.convolutionsAt(calibration.unseen()));
      GraphQuantizer.Quantized quantized =
          new GraphQuantizer(plan, calibration.statistics()).quantize(floats);
      if (quantized.layers().isEmpty()) {
        throw folder.unusable(
            " has no layer that can compute in int8: that takes convolutions with constant weights"
                + " and a bias, and no border of zeros around values below 0");
      }
      Fidelity fidelity = compare(folder, batched, quantized.graph(), reader, seen);
      GraphDef written = HalfWeights.store(quantized.graph());
      String id = write(folder, written, output);
      return new QuantizationReport(
          id,
          quantized.layers(),
          layersBut(quantized.layers(), network.graph()),
          seen.size(),
          unreadable,
          fidelity,
          bytes,
          written.getSerializedSize());
    }
  }

  private static List<String> layersBut(List<String> quantized, GraphDef graph) {
    return graph.getNodeList().stream()
        .filter(node -> LAYERS.contains(node.getOp()) && !quantized.contains(node.getName()))
        .map(NodeDef::getName)
        .toList();
  }

  private static BatchedGraph batch(ModelFolder folder, GraphDef graph) {
    ModelSpec spec = folder.spec();
    return ImageModelLoader.batch(folder, spec.adapted(graph), spec.outputs());
  }

  private static Fidelity compare(
      ModelFolder folder,
      BatchedGraph batched,
      GraphDef quantized,
      ImageFileReader reader,
      List<MatchResult.Metadata> files) {
    try (Fidelity.Comparison comparison =
        new Fidelity.Comparison(
            batched, batch(folder, quantized), GraphIndex.nodeName(folder.spec().bottleneck()))) {
      for (MatchResult.Metadata file : files.subList(0, Math.min(MOST_COMPARED, files.size()))) {
        comparison.add(reader.read(file));
      }
      return comparison.result();
    } catch (StageException e) {
      throw new InputException("an image changed while it was used: " + e.getMessage());
    }
  }

  private static String write(ModelFolder folder, GraphDef graph, String output)
      throws IOException {
    Map<String, byte[]> labels = new LinkedHashMap<>();
    Stream.concat(
            LabelFiles.ALL.stream(), folder.spec().heads().names().stream().map(Heads::labelFile))
        .forEach(name -> folder.find(name).ifPresent(content -> labels.put(name, content)));
    return ModelWriter.write(output, graph, folder.spec(), labels, folder.notes());
  }
}
