package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.ImportReport;
import org.imagebeam.modelimport.ModelImport;
import org.imagebeam.modelimport.PixelsUnknownException;
import org.imagebeam.modelimport.SizingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
  private static final Pattern SIZE =
      Pattern.compile("([1-9][0-9]{0,4})(?:[x×]([1-9][0-9]{0,4}))?");

  @Spec private CommandSpec spec;

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

  @Override
  public void run() throws IOException {
    ImportOptions options =
        new ImportOptions(
            signature,
            input,
            outputNode,
            bottleneck,
            labels,
            size.map(ImportCommand::size),
            preprocessing.map(PixelPreset::require),
            SizingOptions.of(resize.orElse(""), antialias, crop.orElse("")));
    ImportReport report;
    try {
      report = new ModelImport(source, options).writeTo(output);
    } catch (AmbiguousEndException e) {
      String option =
          e.end() == AmbiguousEndException.End.INPUT ? "--input=NODE" : "--outputNode=NODE";
      throw unusable(e.getMessage() + " with " + option, e);
    } catch (PixelsUnknownException e) {
      throw unusable(e.getMessage() + " with --preprocessing=NAME", e);
    }
    PrintWriter out = spec.commandLine().getOut();
    report.lines().forEach((name, value) -> out.printf(Locale.ROOT, "%-12s%s%n", name, value));
    out.printf(Locale.ROOT, "%-12s%s%n", "written to", output);
    out.flush();
  }

  private ModelException unusable(String message, Exception cause) {
    return new ModelException(ModelException.Kind.UNUSABLE, "'" + source + "': " + message, cause);
  }

  private static List<Integer> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(
          "--size=" + text + " is no size: name height and width in pixels, such as 224x224");
    }
    int height = Integer.parseInt(matcher.group(1));
    return List.of(height, matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2)));
  }
}
