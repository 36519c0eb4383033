package org.imagebeam.cli;

import com.google.common.primitives.Floats;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelcheck.CheckReport;
import org.imagebeam.modelcheck.ModelCheck;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.ImportReport;
import org.imagebeam.modelimport.ImportSource;
import org.imagebeam.modelimport.ModelImport;
import org.imagebeam.modelimport.PixelsUnknownException;
import org.imagebeam.modelimport.SizingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam model import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Makes a model folder of a SavedModel, a frozen graph or a checkpoint, and says what was"
            + " decided.",
    footer = {
      "",
      "Examples:",
      "  imagebeam model import saved_model/ --preprocessing=inception \\",
      "      --labels=labels.txt --output=my-model",
      "  imagebeam model import output_graph.pb --output=my-model"
    })
final class ImportCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A SavedModel's folder (TensorFlow 1 and 2, Keras 3), a file with a frozen graph (.pb or"
              + " .pbtxt), a checkpoint with its .meta file, or a model folder; local or gs://.")
  private String source;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder that is written.")
  private String output;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description = "The signature of a SavedModel; if not given, serving_default or the only one.")
  private Optional<String> signature;

  @Option(
      names = "--input",
      paramLabel = "NODE",
      description = "The node that is fed an image; if not given, it is found.")
  private Optional<String> input;

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

  @Option(
      names = "--check",
      paramLabel = "FOLDER",
      description =
          "Images that are classified with the model folder and, by TensorFlow itself, with the"
              + " source, to compare the scores; the first 100 of a folder.")
  private Optional<String> check;

  @Override
  public void run() throws IOException {
    ImportOptions.Builder options =
        ImportOptions.builder()
            .sizing(SizingOptions.of(resize.orElse(""), antialias, crop.orElse("")))
            .feeds(numbers(OptionTypes.pairs("--feeds", "NODE=VALUE", feeds)))
            .heads(OptionTypes.pairs("--heads", "NAME=NODE", heads))
            .headActivations(
                activations(
                    OptionTypes.pairs("--headActivations", "NAME=ACTIVATION", headActivations)))
            .headLabels(OptionTypes.pairs("--headLabels", "NAME=FILE", headLabels));
    signature.ifPresent(options::signature);
    input.ifPresent(options::input);
    outputNode.ifPresent(options::output);
    bottleneck.ifPresent(options::bottleneck);
    labels.ifPresent(options::labels);
    size.map(SizingOptions::size).ifPresent(options::size);
    preprocessing.map(PixelPreset::require).ifPresent(options::pixels);
    activation.map(name -> activation("--activation=", name)).ifPresent(options::activation);
    ImportReport report;
    try {
      report = new ModelImport(source, options.build()).writeTo(output);
    } catch (AmbiguousEndException e) {
      String option =
          e.end() == AmbiguousEndException.End.INPUT
              ? "--input=NODE"
              : e.candidates().size() > 1
                  ? "--outputNode=NODE, and others that classify too with --heads=NAME=NODE"
                  : "--outputNode=NODE";
      throw unusable(e.getMessage() + " with " + option, e);
    } catch (PixelsUnknownException e) {
      throw unusable(e.getMessage() + " with --preprocessing=NAME", e);
    }
    PrintWriter out = console.out();
    report.lines().forEach((name, value) -> out.printf(Locale.ROOT, "%-12s%s%n", name, value));
    out.printf(Locale.ROOT, "%-12s%s%n", "written to", output);
    out.flush();
    if (check.isPresent()) {
      check(check.get(), out);
    }
  }

  private void check(String images, PrintWriter out) throws IOException {
    ImportSource original = ImportSource.find(source).orElseThrow();
    ModelFolder folder = ModelFolder.open(output);
    StopNotice.keeps(() -> "; the model is in '" + output + "', and not checked to the end");
    CheckReport checked =
        new ModelCheck(original, signature, folder, ModelCache.of("").root())
            .run(images, ImagebeamCommand.progress(console.command()));
    checked.images().forEach(image -> out.printf(Locale.ROOT, "%-12s%s%n", "checked", image));
    out.printf(Locale.ROOT, "%-12s%s%n", "check", checked.summary());
    out.flush();
    if (!checked.agrees()) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          "'"
              + output
              + "' doesn't answer as '"
              + source
              + "' does, or couldn't be compared: "
              + checked.summary());
    }
  }

  private ModelException unusable(String message, Exception cause) {
    return new ModelException(ModelException.Kind.UNUSABLE, "'" + source + "': " + message, cause);
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
  static Activation activation(String option, String name) {
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
