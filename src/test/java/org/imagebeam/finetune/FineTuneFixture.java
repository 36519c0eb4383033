package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.ExifMode;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.EvaluationRowFixture;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.TinyGraphs;

/** Fine-tunings of a tiny network, for tests: which colour is an image of? */
public final class FineTuneFixture {
  static final int CLASSES = 3;
  static final int FEATURES = 16;
  static final DistortionSettings DISTORTED = new DistortionSettings(true, 10, 10, 10);

  private static final int SIZE = 12;
  private static final int TRAINING = 8;
  private static final int VALIDATION = 4;

  private FineTuneFixture() {}

  static FineTuneSettings settings(String layers, long steps, float rate, int patience) {
    return settings(layers, new RateSchedule(steps, rate, 0, RateSchedule.Decay.NONE), patience);
  }

  static FineTuneSettings settings(String layers, RateSchedule rate, int patience) {
    return new FineTuneSettings(layers, rate, 6, 4, patience, DISTORTED, 11);
  }

  /** A network with one convolution. */
  static ModelFolder model(Path folder) throws IOException {
    return ModelFolder.open(TinyGraphs.writeModelFolder(folder, SIZE, 5, 3).toString());
  }

  /** Noisy images, each class in a colour of its own. */
  static FineTuneData data(Path folder) throws IOException {
    return new FineTuneData(
        examples(Files.createDirectories(folder.resolve("training")), TRAINING),
        examples(Files.createDirectories(folder.resolve("validation")), VALIDATION));
  }

  private static FineTuneData.LabelledFiles examples(Path folder, int ofEach) throws IOException {
    List<MatchResult.Metadata> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < CLASSES; label++) {
      for (int i = 0; i < ofEach; i++) {
        Path file = folder.resolve(label + "-" + i + ".png");
        if (!Files.exists(file)) {
          ImageIO.write(image(label, i + ofEach), "png", file.toFile());
        }
        files.add(Storage.stat(file.toString()).orElseThrow());
        labels.add(label);
      }
    }
    return new FineTuneData.LabelledFiles(files, labels);
  }

  private static BufferedImage image(int label, int seed) {
    BufferedImage image = new BufferedImage(SIZE + 3, SIZE, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(seed * 100L + label);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = 0;
        for (int c = 0; c < CLASSES; c++) {
          rgb = rgb << 8 | random.nextInt(c == label ? 90 : 0, c == label ? 256 : 190);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  static HeadWeights head() {
    return HeadWeights.initial(FEATURES, CLASSES, 1);
  }

  static FineTuner open(ModelFolder model, FineTuneSettings settings) {
    return FineTuner.open(
        model, head(), settings, InferenceSettings.DEFAULT.withExif(ExifMode.IGNORE));
  }

  /** Runs one to its end, with what is in {@code temp}. */
  static TunedWeights run(
      Path temp,
      String output,
      FineTuneSettings settings,
      List<EvaluationRow> before,
      Consumer<EvaluationRow> out)
      throws IOException {
    FineTuneData data = data(temp.resolve("pictures"));
    try (FineTuner tuner = open(model(temp.resolve("model")), settings)) {
      return tuner.run(data, temp.resolve(output).toString(), before, out, ProgressId.NONE);
    }
  }

  /** The values of all variables in a checkpoint. */
  static Map<String, ByteString> tensors(String prefix) throws IOException {
    Map<String, ByteString> tensors = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo tensor : reader.tensors()) {
        tensors.put(tensor.name(), reader.read(tensor.name()).bytes());
      }
    }
    return tensors;
  }

  static void assertSameRows(List<EvaluationRow> expected, List<EvaluationRow> found) {
    assertEquals(EvaluationRowFixture.texts(expected), EvaluationRowFixture.texts(found));
  }
}
