package org.imagebeam.cli.source;

import com.google.common.primitives.Floats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.SizingOptions;
import picocli.CommandLine.Option;

/**
 * Holds the options that say of a SavedModel, a frozen graph or a checkpoint what its files don't.
 * A command has them as a picocli mixin. Not thread-safe.
 */
public final class SourceOptions {
  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description = "The signature of a SavedModel; if not given, serving_default or the only one.")
  private Optional<String> signature;

  @Option(
      names = {"--inputNode", "--input"},
      paramLabel = "NODE",
      description = "The node that is fed an image; if not given, it is found.")
  private Optional<String> inputNode;

  @Option(
      names = "--outputNode",
      paramLabel = "NODE",
      description = "The node with the scores; if not given, it is found.")
  private Optional<String> outputNode;

  @Option(
      names = "--bottleneck",
      paramLabel = "NODE",
      description =
          "The node whose values retrain caches; if not given, the input of the last layer.")
  private Optional<String> bottleneck;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "A text file that names a class in each line; if not given, one that lies beside the"
              + " model, or else the classes are numbered.")
  private Optional<String> labels;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      description = "The images' height and width in pixels; if not given, the graph's own.")
  private Optional<String> size;

  @Option(
      names = "--preprocessing",
      paramLabel = "NAME",
      description =
          "The pixel values that the network was trained on: inception (-1 to 1), unit (0 to 1),"
              + " torch (ImageNet's mean and deviation), caffe (blue first, without ImageNet's mean)"
              + " or none (0 to 255). Needed where the network doesn't scale pixels by itself.")
  private Optional<String> preprocessing;

  @Option(
      names = "--resize",
      paramLabel = "NAME",
      description =
          "How images were resized when the network was trained: bilinear (as TensorFlow 1),"
              + " bilinear-half-pixel, bicubic or area; if not given, as the graph does in front of"
              + " its input, or bilinear.")
  private Optional<String> resize;

  @Option(
      names = "--antialias",
      description =
          "Takes all pixels of an image that is made smaller, as tf.image.resize and Pillow do;"
              + " with bilinear-half-pixel and bicubic.")
  private boolean antialias;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      description =
          "'center 0.875' scales the shortest side and takes the centre, so that this part of the"
              + " shortest side is seen, as timm and torchvision do; if not given, none.")
  private Optional<String> crop;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "What makes probabilities of the output, if the graph ends without: softmax or sigmoid.")
  private Optional<String> activation;

  @Option(
      names = "--feeds",
      split = ",",
      paramLabel = "NODE=VALUE",
      description =
          "A number, true or false for each other placeholder, such as keep_prob=1,is_training=false.")
  private List<String> feeds = List.of();

  @Option(
      names = "--heads",
      split = ",",
      paramLabel = "NAME=NODE",
      description =
          "Outputs that classify beside the first, such as colour=dense_3/Softmax; each has columns"
              + " of its own, which begin with the name.")
  private List<String> heads = List.of();

  @Option(
      names = "--headActivations",
      split = ",",
      paramLabel = "NAME=ACTIVATION",
      description =
          "What makes probabilities of each head that the graph ends without: softmax or sigmoid.")
  private List<String> headActivations = List.of();

  @Option(
      names = "--headLabels",
      split = ",",
      paramLabel = "NAME=FILE",
      description =
          "A text file that names a class in each line for each head; if not given, its classes are"
              + " numbered.")
  private List<String> headLabels = List.of();

  /**
   * Returns what was said.
   *
   * @throws InvalidValueException if a value is invalid
   */
  public ImportOptions build() {
    ImportOptions.Builder options =
        ImportOptions.builder()
            .sizing(SizingOptions.of(resize.orElse(""), antialias, crop.orElse("")))
            .feeds(numbers(NamedValues.of("--feeds", "NODE=VALUE", feeds)))
            .heads(NamedValues.of("--heads", "NAME=NODE", heads))
            .headActivations(
                activations(
                    NamedValues.of("--headActivations", "NAME=ACTIVATION", headActivations)))
            .headLabels(NamedValues.of("--headLabels", "NAME=FILE", headLabels));
    signature.ifPresent(options::signature);
    inputNode.ifPresent(options::input);
    outputNode.ifPresent(options::output);
    bottleneck.ifPresent(options::bottleneck);
    labels.ifPresent(options::labels);
    size.map(SizingOptions::size).ifPresent(options::size);
    preprocessing.map(PixelPreset::require).ifPresent(options::pixels);
    activation.map(name -> activation("--activation=", name)).ifPresent(options::activation);
    return options.build();
  }

  private static SortedMap<String, Activation> activations(Map<String, String> texts) {
    SortedMap<String, Activation> activations = new TreeMap<>();
    texts.forEach(
        (head, name) -> activations.put(head, activation("--headActivations=" + head + "=", name)));
    return activations;
  }

  /**
   * Finds the activation that a user names.
   *
   * @param option with its dashes, up to the name
   * @throws InvalidValueException if there is none of the name
   */
  public static Activation activation(String option, String name) {
    return Activation.of(name)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    option + name + " is no activation: name softmax, sigmoid or none"));
  }

  private static SortedMap<String, Float> numbers(Map<String, String> texts) {
    SortedMap<String, Float> numbers = new TreeMap<>();
    texts.forEach((node, text) -> numbers.put(node, number(node, text)));
    return numbers;
  }

  private static float number(String node, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("true") || lower.equals("false")) {
      return lower.equals("true") ? 1 : 0;
    }
    Float number = Floats.tryParse(text);
    if (number == null || !Float.isFinite(number)) {
      throw new InvalidValueException(
          "--feeds=" + node + "=" + text + " is no number: name one, or true or false");
    }
    return number;
  }
}
