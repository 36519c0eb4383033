package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.model.PixelPreset;

/**
 * What an import decided.
 *
 * @param source what the model was made of, in words
 * @param spec what its model.json says
 * @param pixels how they are normalised, if that was said
 * @param retrained how they are normalised, if the network's names tell that
 * @param scales whether the network may scale pixels before its first layer
 * @param sizing how images are brought to their size
 * @param size height and width of the images, in pixels
 * @param others the source's other outputs, whose values can be taken as embeddings
 * @param activated the op that makes probabilities of the scores, if there is one
 * @param classes how many the network has
 * @param heads what each head is, in words
 * @param labels where their names are from, in words
 * @param id of the model
 */
public record ImportReport(
    String source,
    ModelSpec spec,
    Optional<PixelPreset> pixels,
    Optional<RetrainPixels> retrained,
    boolean scales,
    SizingReport sizing,
    List<Integer> size,
    List<String> others,
    Optional<String> activated,
    int classes,
    Map<String, String> heads,
    String labels,
    String id) {
  public ImportReport {
    requireNonNull(source, "source is null");
    requireNonNull(spec, "spec is null");
    requireNonNull(pixels, "pixels is null");
    requireNonNull(retrained, "retrained is null");
    requireNonNull(sizing, "sizing is null");
    size = List.copyOf(size);
    others = List.copyOf(others);
    requireNonNull(activated, "activated is null");
    heads = ImmutableSortedMap.copyOf(heads);
    requireNonNull(labels, "labels is null");
    requireNonNull(id, "id is null");
  }

  /** Returns each decision with its name, in the order in which they are printed. */
  public Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("source", source);
    lines.put("input", spec.input());
    lines.put("size", String.format(Locale.ROOT, "%dx%d", size.get(0), size.get(1)));
    lines.put("resize", sizing.text(spec.sizing()));
    lines.put("pixels", pixelText());
    lines.put("output", spec.output() + ", " + classes(classes));
    if (!heads.isEmpty()) {
      lines.put(
          "heads",
          heads.entrySet().stream()
              .map(head -> head.getKey() + ": " + head.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (!others.isEmpty()) {
      lines.put("others", String.join(", ", others) + ": outputs that can be taken as embeddings");
    }
    GraphAdaptation adaptation = spec.adaptation();
    if (adaptation.activation() != Activation.NONE) {
      lines.put("activation", adaptation.activation().text() + ", which is added to the graph");
    } else if (activated.isEmpty()) {
      lines.put(
          "activation",
          "none is known of: if the scores are logits, name the one that makes probabilities of them,"
              + " softmax or sigmoid");
    }
    if (!adaptation.feeds().isEmpty()) {
      lines.put(
          "feeds",
          adaptation.feeds().entrySet().stream()
              .map(feed -> feed.getKey() + "=" + plain(feed.getValue()))
              .collect(Collectors.joining(", ")));
    }
    lines.put("bottleneck", spec.bottleneck());
    lines.put("labels", labels);
    lines.put("model id", ModelGraph.shownId(id));
    return lines;
  }

  private static String plain(float value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Float.toString(value);
  }

  /** Returns a number of classes in words. */
  static String classes(int number) {
    return String.format(Locale.ROOT, number == 1 ? "%,d class" : "%,d classes", number);
  }

  private String pixelText() {
    if (pixels.isPresent()) {
      String fed = pixels.get().text() + ", " + pixels.get().range();
      return scales && pixels.get() != PixelPreset.NONE
          ? fed + "; the network may scale them once more: if it does, name none"
          : fed;
    }
    if (retrained.isPresent()) {
      return retrained.get().text();
    }
    return spec.statesPixels()
        ? "as model.json says"
        : "0 to 255, which the ops before the first layer seem to be for";
  }
}
