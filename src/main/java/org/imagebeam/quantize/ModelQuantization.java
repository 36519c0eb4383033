package org.imagebeam.quantize;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.FloatOps;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.graph.safety.OpUse;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.UnstatedPixels;
import org.imagebeam.local.OutputException;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.ModelWriter;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.progress.ProgressWatcher;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * Makes a model folder whose network computes in int8 of one whose network computes in float32. It
 * sees the values of all layers over some images, and rounds the network by them.
 *
 * @param images a folder, a file or a glob, local or {@code gs://}, of images such as will be
 *     classified
 * @param samples how many of them are run through the network, at most
 */
public record ModelQuantization(String images, int samples) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelQuantization.class);

  /** Of fewer, the ranges say little. */
  public static final int LEAST_SAMPLES = 16;

  /** With more, the ranges hardly change. */
  public static final int DEFAULT_SAMPLES = 256;

  /** Images with which each rounding is tried: of a large network, one takes some 20 seconds. */
  private static final int MOST_TRIED = 4;

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
    return run(source, output, ProgressWatcher.NONE);
  }

  /**
   * Quantizes a model, see {@link #run(ModelFolder, String)}.
   *
   * @param watcher told how it goes
   */
  public QuantizationReport run(ModelFolder source, String output, ProgressWatcher watcher)
      throws IOException {
    if (Storage.isFile(Storage.resolve(output, ModelFolder.GRAPH))) {
      throw new OutputException(output, "it holds a model already; name another folder");
    }
    return writeOver(source, () -> FileListing.expand(images), output, watcher);
  }

  /**
   * Quantizes a model to a folder that nobody else writes to; whatever is there is replaced. See
   * {@link #run(ModelFolder, String)}.
   *
   * @param listed gives the images, sorted by path, once the model is known to be fit
   * @param watcher told how it goes
   */
  QuantizationReport writeOver(
      ModelFolder source, Supplier<FileListing> listed, String output, ProgressWatcher watcher)
      throws IOException {
    ModelGraph read = source.readGraph();
    ModelFolder folder = read.folder();
    GraphDef stored = stored(folder);
    read.release();
    folder.requireSafe(stored, GraphIndex.nodeName(folder.spec().output()));
    if (Int8Rewriter.isQuantized(stored)) {
      throw folder.unusable(" is quantized already");
    }
    SampleImages sampled = new SampleImages(images, listed.get(), LEAST_SAMPLES, samples);
    try (JobProgress progress = JobProgress.start(watcher)) {
      return quantize(
          folder, FoldedNetwork.of(folder, stored), read.bytes(), sampled, output, progress);
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

  private QuantizationReport quantize(
      ModelFolder folder,
      FoldedNetwork network,
      long bytes,
      SampleImages sampled,
      String output,
      JobProgress progress)
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
    requireSome(plan.convolutions(), folder);
    try (ImageFileReader reader =
            ImageFileReader.of(batched, folder.spec(), InferenceSettings.DEFAULT);
        Calibration calibration = new Calibration(batched, plan.tensors())) {
      sampled.readInto(calibration, reader, progress);
      Set<String> unseen = Set.copyOf(plan.convolutionsAt(calibration.unseen()));
      GraphQuantizer quantizer = new GraphQuantizer(plan, calibration.statistics());
      GraphQuantizer.Quantized all = quantizer.quantize(unseen);
      requireSome(all.layers(), folder);
      Fidelity.Reference reference =
          new Fidelity.Reference(
              batched, GraphIndex.nodeName(folder.spec().bottleneck()), sampled.kept());
      Sensitivity sensitivity =
          Sensitivity.of(
              batched, reference.tellingNode(), quantizer, all, sampled.few(MOST_TRIED), progress);
      ProgressPhase compared = progress.begin("comparing", "networks");
      LayerChoice.Chosen chosen =
          new LayerChoice(quantizer, calibration.statistics(), sensitivity)
              .from(all, unseen, reference, compared(folder, compared));
      LayerVerdicts verdicts = new LayerVerdicts(plan, unseen, all, chosen, sensitivity);
      GraphDef written = StoredWeights.store(chosen.quantized().graph());
      String id = write(folder, written, output);
      QuantizationRecord record =
          new QuantizationRecord(
              id, sampled.read(), chosen.fidelity(), verdicts.errors(), verdicts.float32());
      AtomicFile.write(Storage.resolve(output, QuantizationRecord.FILE), record.toJson());
      record.fidelity().warning().ifPresent(what -> LOG.warn("{}: {}", output, what));
      return new QuantizationReport(
          record,
          FloatOps.between(chosen.quantized().graph(), network.outputs()),
          sampled.leftOut(),
          bytes,
          written.getSerializedSize());
    }
  }

  private static void requireSome(List<String> layers, ModelFolder folder) {
    if (layers.isEmpty()) {
      throw folder.unusable(
          " has no layer that can compute in int8: that takes convolutions with constant weights"
              + " and a bias");
    }
  }

  private static Function<GraphDef, BatchedGraph> compared(
      ModelFolder folder, ProgressPhase compared) {
    return graph -> {
      compared.add(1);
      return batch(folder, graph);
    };
  }

  private static BatchedGraph batch(ModelFolder folder, GraphDef graph) {
    ModelSpec spec = folder.spec();
    return ImageModelLoader.batch(folder, spec.adapted(graph), spec.outputs());
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
