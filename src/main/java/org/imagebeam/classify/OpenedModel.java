package org.imagebeam.classify;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.download.Progress;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.OutputSize;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.ImageModelSettings;
import org.imagebeam.model.LabelFileException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.UnverifiedGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model that was looked at, with its graph in memory until that is loaded or let go. */
final class OpenedModel {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedModel.class);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * Members of {@code model.json} that no row depends on. The graph's digest is compared by itself.
   */
  private static final Set<String> UNUSED =
      Set.of(
          "bottleneck", "sha256", "name", "description", "comment", "licence", "license", "source");

  private final ModelRef location;
  private final ModelFolder folder;
  private final UnverifiedGraph graph;
  private final LabelMap labels;
  private final boolean sizeKnown;

  private OpenedModel(
      ModelRef location,
      ModelFolder folder,
      UnverifiedGraph graph,
      LabelMap labels,
      boolean sizeKnown) {
    this.location = location;
    this.folder = folder;
    this.graph = graph;
    this.labels = labels;
    this.sizeKnown = sizeKnown;
  }

  /**
   * Looks a model up, and sees that it has a graph with the nodes that are needed, and labels that
   * parse. Warns of labels that don't fit the network.
   *
   * @param progress told if it has to be fetched
   * @throws ModelException if there is no such model, or its graph can't be used
   * @throws LabelFileException if its labels can't
   */
  static OpenedModel open(ModelRef location, Progress progress) {
    ModelFolder folder = location.open(progress);
    UnverifiedGraph graph = folder.openGraph();
    BatchedGraph batched =
        graph.verifyIfFails(
            () -> ImageModelLoader.batch(folder, graph.graph(), folder.spec().output()));
    LabelMap labels = LabelFiles.read(folder);
    OptionalInt classes = OutputSize.stated(batched, folder.spec().output());
    if (classes.isEmpty()) {
      // TensorFlow gets no graph that may be another than the folder states.
      graph.verify();
      classes = OutputSize.inferred(batched, folder.spec().output());
    }
    LabelWarnings.of(folder, labels, classes).forEach(LOG::warn);
    return new OpenedModel(location, folder, graph, labels, classes.isPresent());
  }

  /** Digits that differ where its labels do. */
  String labels() {
    return labels.digest();
  }

  /**
   * What {@code model.json} says of how the graph is used, however it is written; empty if there is
   * none.
   */
  String json() {
    return folder.find(ModelFolder.SPEC).map(OpenedModel::normalized).orElse("");
  }

  private static String normalized(byte[] json) {
    try {
      Map<String, Object> members =
          MAPPER.readValue(json, new TypeReference<TreeMap<String, Object>>() {});
      members.keySet().removeAll(UNUSED);
      return MAPPER.writeValueAsString(members);
    } catch (IOException e) {
      // It was JSON when the folder was opened.
      return new String(json, StandardCharsets.UTF_8);
    }
  }

  String outputNode() {
    return folder.spec().output();
  }

  /**
   * What a worker needs to load it; waits for its id.
   *
   * @throws ModelException if the graph isn't the one that was meant
   */
  Model model() {
    return new Model(location.portable(), graph.id(), outputNode());
  }

  /** Loads it, once; see {@link ImageModelLoader#load}. */
  <OutputT> ImageModel<OutputT> load(ImageModelSettings<OutputT> settings) {
    ImageModel<OutputT> model =
        ImageModelLoader.load(settings, folder, graph, ModelCache.of(location.cache()).root());
    if (!sizeKnown) {
      LabelWarnings.ofSize(folder, labels, model.outputSize()).ifPresent(LOG::warn);
    }
    return model;
  }

  /** If nobody is to load it from here. */
  void letGo() {
    graph.letGo();
  }
}
