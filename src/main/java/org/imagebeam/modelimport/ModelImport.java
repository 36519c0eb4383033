package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.imagebeam.graph.Activated;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.graph.ends.OwnResize;
import org.imagebeam.graph.ends.OwnResizeFinder;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.ImageFeed;
import org.imagebeam.graph.input.OutputSize;
import org.imagebeam.graph.input.PixelRange;
import org.imagebeam.graph.input.UnknownSizeException;
import org.imagebeam.graph.input.UnscaledPixels;
import org.imagebeam.graph.optimize.FirstLayerPixels;
import org.imagebeam.graph.safety.GraphSafety;
import org.imagebeam.graph.safety.UnsafeGraphException;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.Heads;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelException.Kind;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.ModelWriter;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes a model folder of a SavedModel, a frozen graph, a checkpoint or another model folder: finds
 * where images go in and scores come out, freezes the graph, and writes down what was decided. Safe
 * for use by many threads.
 */
public final class ModelImport {
  private final String source;
  private final ImportOptions options;

  /**
   * Remembers what to import.
   *
   * @param source local or {@code gs://}
   * @param options what is known of it
   */
  public ModelImport(String source, ImportOptions options) {
    this.source = requireNonNull(source, "source is null");
    this.options = requireNonNull(options, "options is null");
  }

  /**
   * Imports the model.
   *
   * @param folder where the model folder goes, local or {@code gs://}; a model that was imported
   *     there before is replaced, any other one never
   * @return what was decided
   * @throws AmbiguousEndException if an input or output has to be named
   * @throws PixelsUnknownException if it has to be said how pixels are normalised
   * @throws ModelException if the source is none, is damaged, or can't be made to classify images
   * @throws org.imagebeam.model.LabelFileException if the labels can't be read, or aren't as many
   *     as the classes
   * @throws org.imagebeam.checkpoint.table.CheckpointException if a checkpoint is damaged, or lacks
   *     a variable
   * @throws org.imagebeam.local.OutputException if the folder can't be written, or has a model that
   *     wasn't imported, or was changed since
   * @throws IOException if a file can't be read
   */
  public ImportReport writeTo(String folder) throws IOException {
    requireNoOther(folder);
    ImportRecord.requireOwn(folder);
    return writeOver(folder);
  }

  /** Imports the model to a folder that nobody else writes to; whatever is there is replaced. */
  ImportReport writeOver(String folder) throws IOException {
    ImportSource found = ImportSource.require(source);
    ImportedGraph imported = SourceGraphs.read(found, options.signature());
    try {
      return write(found, imported, folder);
    } catch (UnsafeGraphException e) {
      throw new ModelException(
          Kind.UNUSABLE, "'" + source + "': " + e.getMessage() + ". A model may only compute", e);
    } catch (UnknownSizeException e) {
      throw new ModelException(
              Kind.UNUSABLE,
              "'" + source + "': " + e.problem() + ": state the images' height and width",
              e)
          .withRemedy(Remedy.of(Remedy.Kind.NAME_SIZE));
    } catch (AmbiguousEndException | PixelsUnknownException e) {
      throw e;
    } catch (GraphException e) {
      throw new ModelException(Kind.UNUSABLE, "'" + source + "': " + e.getMessage(), e);
    }
  }

  /** Two models in one folder would leave it open which of them the folder is. */
  private static void requireNoOther(String folder) throws IOException {
    boolean other =
        !Storage.isFile(folder)
            && ImportSource.find(folder)
                .filter(
                    found ->
                        found.kind() == ImportSource.Kind.SAVED_MODEL
                            || found.kind() == ImportSource.Kind.CHECKPOINT)
                .isPresent();
    if (other) {
      throw new OutputException(
          folder,
          "it is a SavedModel or a checkpoint, which the model folder would hide; name another"
              + " folder");
    }
  }

  private ImportReport write(ImportSource found, ImportedGraph imported, String folder)
      throws IOException {
    ImportEnds ends = ImportEnds.of(imported, options);
    ImportedHeads heads = ImportedHeads.of(imported, options, ends.others());
    GraphDef frozen = imported.freezer().freeze(kept(imported, ends, heads.heads()));
    GraphSafety.requireComputing(frozen);
    OwnResize own = OwnResizeFinder.find(imported.graph(), ends.input(), ends.size());
    ModelSpec spec = spec(imported, ends, own, heads.heads());
    ImportedHeads.requireApart(spec.outputs());
    GraphDef graph = spec.adapted(frozen);
    if (spec.statesPixels()) {
      PixelRange.of(spec.channelMeans(), spec.channelScales())
          .misfit(graph, spec.input())
          .ifPresent(
              misfit -> {
                throw new UnfitGraphException(misfit);
              });
    }
    List<String> answering = answering(graph, spec);
    BatchedGraph batched =
        BatchDimension.add(
            graph,
            new ImageFeed(
                spec.input(), spec.height(), spec.width(), spec.normalises(), spec.sizing()),
            answering);
    boolean scales = batched.rawPixels() || !UnscaledPixels.reachALayer(batched);
    boolean known = spec.statesPixels() || batched.rawPixels();
    Optional<String> doubt = known ? Optional.empty() : FirstLayerPixels.doubt(batched);
    Optional<RetrainPixels> retrained =
        doubt.isPresent() ? RetrainPixels.of(spec) : Optional.empty();
    if (doubt.isPresent() && retrained.isEmpty()) {
      throw new PixelsUnknownException(
          doubt.get()
              + ", and what it was trained on isn't known: name one of "
              + PixelPreset.list());
    }
    ModelSpec written = retrained.map(pixels -> pixels.in(spec)).orElse(spec);
    int classes = OutputSize.require(batched, batched.output());
    Map<String, Integer> headClasses = heads.classes(batched, answering);
    ImportedLabels labels =
        heads.addTo(
            ImportedLabels.of(found.path(), options.labels(), classes), found.path(), headClasses);
    ImportRecord.begin(folder, labels.files().keySet());
    // A model folder's graph stays as it is, byte for byte: its id is that of its content.
    String id =
        imported.file().isPresent()
            ? ModelWriter.write(
                folder,
                imported.file().get(),
                written,
                labels.files(),
                imported.folder().map(ModelFolder::notes).orElse(Map.of()))
            : ModelWriter.write(folder, frozen, written, labels.files());
    ImportRecord.end(folder);
    return new ImportReport(
        imported.description(),
        written,
        options.pixels(),
        retrained,
        scales,
        new SizingReport(options.sizing(), own, batched.front().isPresent()),
        List.of(batched.height(), batched.width()),
        imported.outputs().stream()
            .map(TensorName::toString)
            .filter(output -> !output.equals(spec.output()))
            .filter(output -> !spec.heads().nodes().containsValue(output))
            .filter(ofImage(graph, spec))
            .toList(),
        Activated.find(new GraphIndex(graph), spec.output(), Activated.Through.RESHAPED)
            .map(NodeDef::getOp),
        classes,
        heads.texts(graph, headClasses),
        labels.source(),
        id);
  }

  /** The outputs; where all that there are were kept, without those that don't need the image. */
  private List<String> answering(GraphDef graph, ModelSpec spec) {
    if (!options.allOutputs()) {
      return spec.outputs();
    }
    Predicate<String> ofImage = ofImage(graph, spec);
    return spec.outputs().stream()
        .filter(output -> output.equals(spec.output()) || ofImage.test(output))
        .toList();
  }

  private static Predicate<String> ofImage(GraphDef graph, ModelSpec spec) {
    Set<String> reached =
        new GraphIndex(graph).dependents(List.of(GraphIndex.nodeName(spec.input())));
    return output -> reached.contains(GraphIndex.nodeName(output));
  }

  /** All that the source says is an output stays, since others than the scores may be wanted. */
  private static List<String> kept(ImportedGraph imported, ImportEnds ends, Heads heads) {
    return Stream.of(
            ends.fetched().stream(),
            heads.nodes().values().stream(),
            imported.outputs().stream().map(TensorName::toString))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  private ModelSpec spec(ImportedGraph imported, ImportEnds ends, OwnResize own, Heads heads) {
    Optional<PixelPreset> pixels = options.pixels();
    return new ModelSpec(
        ends.input().toString(),
        ends.output().toString(),
        ends.bottleneck().toString(),
        ends.size().or(own::size),
        options
            .sizing()
            .over(
                imported.spec().map(ModelSpec::sizing).orElse(own.sizing().orElse(Sizing.DEFAULT))),
        pixels.map(PixelPreset::mean).or(() -> imported.spec().flatMap(ModelSpec::mean)),
        pixels.map(PixelPreset::scale).or(() -> imported.spec().flatMap(ModelSpec::scale)),
        adaptation(imported.spec().map(ModelSpec::adaptation).orElse(GraphAdaptation.NONE)),
        // Labels that are named have a line for each class.
        options.labels().isPresent() ? 0 : imported.spec().map(ModelSpec::labelOffset).orElse(0),
        heads,
        Optional.empty());
  }

  private GraphAdaptation adaptation(GraphAdaptation stated) {
    SortedMap<String, Float> feeds = new TreeMap<>(stated.feeds());
    options.feeds().forEach((name, value) -> feeds.put(TensorName.shortest(name), value));
    return new GraphAdaptation(
        options.pixels().map(PixelPreset::isBlueFirst).orElse(stated.blueFirst()),
        options.activation().orElse(stated.activation()),
        feeds);
  }
}
