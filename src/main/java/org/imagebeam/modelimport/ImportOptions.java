package org.imagebeam.modelimport;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.model.PixelPreset;

/**
 * What a user says of a model that is imported; what isn't said is found out.
 *
 * @param signature of a SavedModel
 * @param input the node that is fed an image
 * @param output the node with the scores
 * @param bottleneck the node whose values transfer learning caches
 * @param labels a file that names class n in line n, counted from 0
 * @param size height and width of the images, in pixels
 * @param pixels how pixels are normalised
 * @param sizing how images are brought to their size
 * @param activation that the graph ends without
 * @param feeds the values of placeholders beside the image's, by their names
 * @param heads the outputs that classify beside the first: nodes by the names of the heads
 * @param allOutputs whether, of several outputs that could be meant, the first is taken and the
 *     others are kept as heads
 * @param headActivations that heads end without, by the names of these
 * @param headLabels files that name the classes of heads, by the names of these
 */
public record ImportOptions(
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    Optional<String> bottleneck,
    Optional<String> labels,
    Optional<List<Integer>> size,
    Optional<PixelPreset> pixels,
    SizingOptions sizing,
    Optional<Activation> activation,
    SortedMap<String, Float> feeds,
    SortedMap<String, String> heads,
    boolean allOutputs,
    SortedMap<String, Activation> headActivations,
    SortedMap<String, String> headLabels) {
  /** Nothing is said. */
  public static final ImportOptions NONE = builder().build();

  public ImportOptions {
    requireNonNull(signature, "signature is null");
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    requireNonNull(labels, "labels is null");
    size = requireNonNull(size, "size is null").map(List::copyOf);
    requireNonNull(pixels, "pixels is null");
    requireNonNull(sizing, "sizing is null");
    requireNonNull(activation, "activation is null");
    feeds = Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
    heads = Collections.unmodifiableSortedMap(new TreeMap<>(heads));
    headActivations = Collections.unmodifiableSortedMap(new TreeMap<>(headActivations));
    headLabels = Collections.unmodifiableSortedMap(new TreeMap<>(headLabels));
  }

  /** Returns the same for a network that is only looked at, as {@link CachedImport} says. */
  ImportOptions toInspect() {
    return new ImportOptions(
        signature,
        input,
        output,
        bottleneck,
        labels,
        size,
        pixels.or(() -> Optional.of(PixelPreset.NONE)),
        sizing,
        activation,
        feeds,
        heads,
        heads.isEmpty(),
        headActivations,
        headLabels);
  }

  /** Starts with nothing said. */
  public static Builder builder() {
    return new Builder();
  }

  /** Says one thing after another. Not thread-safe. */
  public static final class Builder {
    private Optional<String> signature = Optional.empty();
    private Optional<String> input = Optional.empty();
    private Optional<String> output = Optional.empty();
    private Optional<String> bottleneck = Optional.empty();
    private Optional<String> labels = Optional.empty();
    private Optional<List<Integer>> size = Optional.empty();
    private Optional<PixelPreset> pixels = Optional.empty();
    private SizingOptions sizing = SizingOptions.NONE;
    private Optional<Activation> activation = Optional.empty();
    private SortedMap<String, Float> feeds = new TreeMap<>();
    private SortedMap<String, String> heads = new TreeMap<>();
    private boolean allOutputs;
    private SortedMap<String, Activation> headActivations = new TreeMap<>();
    private SortedMap<String, String> headLabels = new TreeMap<>();

    private Builder() {}

    /** Names the signature of a SavedModel. */
    public Builder signature(String name) {
      signature = Optional.of(name);
      return this;
    }

    /** Names the node that is fed an image. */
    public Builder input(String node) {
      input = Optional.of(node);
      return this;
    }

    /** Names the node with the scores. */
    public Builder output(String node) {
      output = Optional.of(node);
      return this;
    }

    /** Names the node whose values transfer learning caches. */
    public Builder bottleneck(String node) {
      bottleneck = Optional.of(node);
      return this;
    }

    /** Names the file with a class in each line. */
    public Builder labels(String file) {
      labels = Optional.of(file);
      return this;
    }

    /** States the images' height and width in pixels. */
    public Builder size(List<Integer> heightAndWidth) {
      size = Optional.of(heightAndWidth);
      return this;
    }

    /** Says how pixels are normalised. */
    public Builder pixels(PixelPreset preset) {
      pixels = Optional.of(preset);
      return this;
    }

    /** Says how images are brought to their size. */
    public Builder sizing(SizingOptions options) {
      sizing = options;
      return this;
    }

    /** Names the activation that the graph ends without. */
    public Builder activation(Activation missing) {
      activation = Optional.of(missing);
      return this;
    }

    /** States the values of placeholders beside the image's, by their names. */
    public Builder feeds(Map<String, Float> values) {
      feeds = new TreeMap<>(values);
      return this;
    }

    /** Names the nodes that classify beside the first output, by the heads' names. */
    public Builder heads(Map<String, String> nodes) {
      heads = new TreeMap<>(nodes);
      return this;
    }

    /**
     * Takes, of several outputs that could be meant, the first, and keeps the others as heads,
     * instead of asking which one is meant.
     */
    public Builder allOutputs() {
      allOutputs = true;
      return this;
    }

    /** Names the activations that heads end without, by the heads' names. */
    public Builder headActivations(Map<String, Activation> missing) {
      headActivations = new TreeMap<>(missing);
      return this;
    }

    /** Names the files with a class of a head in each line, by the heads' names. */
    public Builder headLabels(Map<String, String> files) {
      headLabels = new TreeMap<>(files);
      return this;
    }

    /** Returns what was said. */
    public ImportOptions build() {
      return new ImportOptions(
          signature,
          input,
          output,
          bottleneck,
          labels,
          size,
          pixels,
          sizing,
          activation,
          feeds,
          heads,
          allOutputs,
          headActivations,
          headLabels);
    }
  }
}
