package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.adapt.GraphAdaptation;
import org.imagebeam.image.resize.Sizing;
import org.tensorflow.proto.GraphDef;

/**
 * What a model folder's {@code model.json} says of its graph.
 *
 * @param input the node that is fed an image: its file's bytes, or its pixels
 * @param output the node that gives the scores, float32 {@code [1, classes]}
 * @param bottleneck the node whose values transfer learning caches
 * @param size height and width in pixels, where the graph does not resize by itself
 * @param sizing how images are brought to their size, as far as it is stated
 * @param mean taken off each pixel value of 0 to 255: one number, or three for red, green and blue;
 *     nothing is taken off where it isn't stated
 * @param scale multiplied with what is left, likewise; nothing is multiplied where it isn't stated
 * @param adaptation what is added to the graph
 * @param labelOffset the number of the class that the first line of labels.txt names
 * @param heads the outputs that classify beside the first
 * @param sha256 of the graph's file, in hex
 */
public record ModelSpec(
    String input,
    String output,
    String bottleneck,
    Optional<List<Integer>> size,
    Sizing sizing,
    Optional<List<Float>> mean,
    Optional<List<Float>> scale,
    GraphAdaptation adaptation,
    int labelOffset,
    Heads heads,
    Optional<String> sha256) {
  /** The names of inception-2015-12-05, which hold where there is no {@code model.json}. */
  public static final ModelSpec INCEPTION_2015 =
      new ModelSpec(
          "DecodeJpeg/contents",
          "softmax",
          "pool_3",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final int CHANNELS = 3;

  /** What a model.json without mean and scale stood for when {@link ModelWriter} left them out. */
  private static final float MEAN_BEFORE = 128f;

  private static final float SCALE_BEFORE = 1 / 128f;

  /**
   * Makes one whose graph is taken as it is and has one output, whose first label names class 0,
   * and that says nothing of how images are resized.
   */
  public ModelSpec(
      String input,
      String output,
      String bottleneck,
      Optional<List<Integer>> size,
      Optional<List<Float>> mean,
      Optional<List<Float>> scale,
      Optional<String> sha256) {
    this(
        input,
        output,
        bottleneck,
        size,
        Sizing.DEFAULT,
        mean,
        scale,
        GraphAdaptation.NONE,
        0,
        Heads.NONE,
        sha256);
  }

  /**
   * @throws IllegalArgumentException if the size is none, or pixels can't be normalised
   */
  public ModelSpec {
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    size = requireNonNull(size, "size is null").map(List::copyOf);
    requireNonNull(sizing, "sizing is null");
    mean = requireNonNull(mean, "mean is null").map(List::copyOf);
    scale = requireNonNull(scale, "scale is null").map(List::copyOf);
    requireNonNull(adaptation, "adaptation is null");
    requireNonNull(heads, "heads is null");
    requireNonNull(sha256, "sha256 is null");
    input = TensorName.shortest(input);
    output = TensorName.shortest(output);
    bottleneck = TensorName.shortest(bottleneck);
    if (size.isPresent()
        && (size.get().size() != 2 || size.get().stream().anyMatch(length -> length < 1))) {
      throw new IllegalArgumentException("\"size\" must be [height, width]");
    }
    if (!areChannels(mean)
        || !areChannels(scale)
        || scale.orElse(List.of()).stream().anyMatch(factor -> factor == 0)) {
      throw new IllegalArgumentException(
          "\"mean\" and \"scale\" must be one finite number or three, and \"scale\" not 0");
    }
  }

  private static boolean areChannels(Optional<List<Float>> values) {
    return values
        .map(
            numbers ->
                (numbers.size() == 1 || numbers.size() == CHANNELS)
                    && numbers.stream().allMatch(Float::isFinite))
        .orElse(true);
  }

  /** Whether a node's name begins as Python's {@code import_graph_def} makes them begin. */
  boolean hasImportedNames() {
    return Stream.concat(Stream.of(input, bottleneck), outputs().stream())
        .anyMatch(GraphIndex::isImported);
  }

  /** Returns the same with other names for its nodes. */
  ModelSpec named(UnaryOperator<String> naming) {
    return new ModelSpec(
        naming.apply(input),
        naming.apply(output),
        naming.apply(bottleneck),
        size,
        sizing,
        mean,
        scale,
        adaptation,
        labelOffset,
        heads.named(naming),
        sha256);
  }

  /** Returns the same with pixels that are normalised in another way. */
  public ModelSpec withPixels(List<Float> otherMean, List<Float> otherScale) {
    return new ModelSpec(
        input,
        output,
        bottleneck,
        size,
        sizing,
        Optional.of(otherMean),
        Optional.of(otherScale),
        adaptation,
        labelOffset,
        heads,
        sha256);
  }

  /**
   * Adds to a graph what it lacks.
   *
   * @throws org.imagebeam.graph.GraphException if that can't be added
   */
  public GraphDef adapted(GraphDef graph) {
    return heads.activate(adaptation.applyTo(graph, input, output));
  }

  /** Returns the nodes that classify: the first output, and those of the heads in their order. */
  public List<String> outputs() {
    return Stream.concat(Stream.of(output), heads.nodes().values().stream()).toList();
  }

  /** Height in pixels, if stated. */
  public Optional<Integer> height() {
    return size.map(lengths -> lengths.get(0));
  }

  /** Width in pixels, if stated. */
  public Optional<Integer> width() {
    return size.map(lengths -> lengths.get(1));
  }

  /** Whether it says how pixels are normalised. */
  public boolean statesPixels() {
    return mean.isPresent() || scale.isPresent();
  }

  /** Whether pixels are changed before they are fed: a mean of 0 and a scale of 1 change none. */
  public boolean normalises() {
    return channelMeans().stream().anyMatch(value -> value != 0)
        || channelScales().stream().anyMatch(value -> value != 1);
  }

  /** What is taken off red, green and blue: 0 each if not stated. */
  public List<Float> channelMeans() {
    return channels(mean, 0f);
  }

  /** What red, green and blue are multiplied with: 1 each if not stated. */
  public List<Float> channelScales() {
    return channels(scale, 1f);
  }

  private static List<Float> channels(Optional<List<Float>> values, float other) {
    List<Float> numbers = values.orElse(List.of(other));
    return numbers.size() == CHANNELS
        ? numbers
        : List.of(numbers.get(0), numbers.get(0), numbers.get(0));
  }

  /**
   * Returns what holds of a graph that has another output by now, and to which has been added what
   * it lacked, as of {@link ModelFolder#readGraph}; its labels start with class 0, and it has no
   * other outputs.
   *
   * @param other the node that gives the scores
   */
  public ModelSpec ofAdaptedGraph(String other) {
    return new ModelSpec(
        input,
        other,
        bottleneck,
        size,
        sizing,
        mean,
        scale,
        GraphAdaptation.NONE,
        0,
        Heads.NONE,
        Optional.empty());
  }

  /**
   * Reads a {@code model.json}.
   *
   * @param file its name, for messages
   * @throws ModelException if it isn't a JSON object, has a member that isn't known, or a value is
   *     invalid; names the line and the member
   */
  static ModelSpec parse(byte[] json, String file) {
    return ModelSpecReader.read(json, file);
  }

  /**
   * Returns these members with the mean and scale that {@link ModelWriter} used to leave out of the
   * files that it wrote: their models were trained with these.
   *
   * @param text of the file; that of another writer changes nothing
   */
  ModelSpec asWrittenBefore(String text) {
    boolean left = !statesPixels() && size.isPresent() && sha256.isPresent();
    if (!left || !ModelWriter.wroteBefore(this, text)) {
      return this;
    }
    return withPixels(List.of(MEAN_BEFORE), List.of(SCALE_BEFORE));
  }
}
