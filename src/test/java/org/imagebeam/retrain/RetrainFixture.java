package org.imagebeam.retrain;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.download.Progress;
import org.imagebeam.testing.TinyGraphs;

/** Whole retrainings of a tiny network, for tests: which colour is an image of? */
public final class RetrainFixture {
  /** The classes, in the order of their numbers. */
  static final List<String> LABELS = List.of("blue, or \"azure\"", "green", "red");

  private static final int SIZE = 12;
  private static final Map<String, Integer> CHANNELS =
      Map.of("red", 0, "green", 1, "blue, or \"azure\"", 2);

  private RetrainFixture() {}

  /** Noisy images, each class in a colour of its own, hard enough that some are named wrong. */
  public static Path images(Path folder, int ofEach) throws IOException {
    for (String label : LABELS) {
      Path sub = Files.createDirectories(folder.resolve(label));
      for (int i = 0; i < ofEach; i++) {
        Path file = sub.resolve(LABELS.indexOf(label) + "-" + i + ".png");
        if (!Files.exists(file)) {
          ImageIO.write(image(CHANNELS.get(label), i), "png", file.toFile());
        }
      }
    }
    return folder;
  }

  private static BufferedImage image(int channel, int seed) {
    BufferedImage image = new BufferedImage(SIZE + 3, SIZE, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(seed * 100L + channel);
    // Of some the colour is hardly to be seen.
    int strength = random.nextInt(60);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = 0;
        for (int c = 0; c < CHANNELS.size(); c++) {
          rgb = rgb << 8 | random.nextInt(c == channel ? strength : 20, 200);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** A network with one convolution, of other classes. */
  public static Path model(Path folder) throws IOException {
    return TinyGraphs.writeModelFolder(folder, SIZE, 5, 3);
  }

  static RetrainPipeline pipeline(String... args) throws IOException {
    return pipeline(Progress.log(), args);
  }

  static RetrainPipeline pipeline(Progress progress, String... args) throws IOException {
    return RetrainPipeline.create(
        PipelineOptionsFactory.fromArgs(args).as(RetrainOptions.class), progress);
  }

  /** Runs one to its end. */
  static RetrainSummary run(String... args) throws IOException {
    return pipeline(args).run(evaluation -> {});
  }

  /**
   * What a run of the images and the model in a folder is told.
   *
   * @param others more options, which win over those of here
   */
  static String[] args(Path folder, String output, String... others) {
    return args(folder.toString(), output, others);
  }

  /** Returns the arguments for a folder that may be in Google Cloud Storage. */
  static String[] args(String folder, String output, String... others) {
    Map<String, String> args = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(
                "--images=" + folder + "/pictures",
                "--model=" + folder + "/model",
                "--output=" + folder + "/" + output,
                "--steps=60",
                "--trainBatchSize=20",
                "--saveEverySteps=25",
                "--testingPercentage=20",
                "--validationPercentage=20"),
            Stream.of(others))
        .forEach(arg -> args.put(arg.substring(0, arg.indexOf('=')), arg));
    return args.values().toArray(String[]::new);
  }
}
