package org.imagebeam.modelcheck;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.LongNames;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.image.ExifMode;
import org.imagebeam.imagemodel.ImageModel;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.VectorFunction;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.modelcheck.CheckedImage.Outcome;
import org.imagebeam.modelimport.ImportSource;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.progress.ProgressWatcher;
import org.imagebeam.storage.FileListing;
import org.tensorflow.Result;
import org.tensorflow.Tensor;

/**
 * Classifies images with an imported model, as the product does, and with the model that it was
 * made of, as TensorFlow itself loads and runs it, and compares the scores. Safe for use by many
 * threads.
 *
 * @param source what the model was imported from
 * @param signature of a SavedModel
 * @param folder of the imported model
 * @param cache the folder where the outcomes of trials are kept
 */
public record ModelCheck(
    ImportSource source, Optional<String> signature, ModelFolder folder, Path cache) {
  /** More would take minutes, and show nothing new. */
  private static final int MOST_IMAGES = 100;

  /** What rounding may do. */
  private static final double TOLERANCE = 1e-4;

  /** What rounding to 8 or 11 bits may do. */
  private static final double HALF_TOLERANCE = 1e-2;

  /** What TensorFlow says of a variable that no node of the graph has given a value. */
  private static final String UNRESTORED = "Could not find variable";

  /** TensorFlow's own decoders know no EXIF. */
  private static final InferenceSettings SETTINGS =
      InferenceSettings.DEFAULT.withExif(ExifMode.IGNORE);

  public ModelCheck {
    requireNonNull(source, "source is null");
    requireNonNull(signature, "signature is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(cache, "cache is null");
  }

  /** Gives the scores of all outputs as they are. */
  private record Scores(List<String> otherNodes) implements VectorFunction<List<float[]>> {
    Scores {
      otherNodes = List.copyOf(otherNodes);
    }

    @Override
    public List<float[]> apply(float[] vector) {
      return List.of(vector);
    }

    @Override
    public List<float[]> apply(List<float[]> values) {
      return values;
    }

    @Override
    public String id() {
      return toString();
    }
  }

  /**
   * Compares the models' answers to the first 100 images.
   *
   * @param images a folder, a file or a glob, local or {@code gs://}
   * @throws org.imagebeam.model.ModelException if the imported model can't be run, or TensorFlow
   *     can't load the original
   * @throws InputException if nothing matches
   * @throws IOException if the original can't be read
   */
  public CheckReport run(String images) throws IOException {
    return run(images, ProgressWatcher.NONE);
  }

  /**
   * Compares the models' answers, see {@link #run(String)}.
   *
   * @param watcher told how it goes
   */
  public CheckReport run(String images, ProgressWatcher watcher) throws IOException {
    try (JobProgress progress = JobProgress.start(watcher)) {
      return run(files(images), progress);
    }
  }

  private CheckReport run(List<MatchResult.Metadata> files, JobProgress progress)
      throws IOException {
    int checks = Math.min(MOST_IMAGES, files.size());
    ProgressPhase phase = progress.begin("checking", "images", checks, 0);
    List<CheckedImage> checked = new ArrayList<>();
    try (OriginalFeed feed = OriginalFeed.open(folder, SETTINGS);
        OriginalModel original = OriginalModel.open(source, signature);
        ImageModel<List<float[]>> imported =
            ImageModelLoader.load(
                folder.openGraph(),
                folder.spec().output(),
                SETTINGS,
                new Scores(heads().values().asList()),
                cache)) {
      double tolerance = feed.computesInHalves() ? HALF_TOLERANCE : TOLERANCE;
      Comparison comparison = new Comparison(LabelFiles.read(folder), tolerance);
      for (MatchResult.Metadata file : files.subList(0, checks)) {
        CheckedImage image = check(file, imported, original, feed, comparison);
        checked.add(image);
        if (image.outcome() == Outcome.FAILED) {
          phase.fail(1);
        } else {
          phase.add(1);
        }
      }
      return new CheckReport(checked, files.size(), tolerance);
    }
  }

  private static List<MatchResult.Metadata> files(String images) throws IOException {
    FileListing listing = FileListing.expand(images);
    if (!listing.files().isEmpty()) {
      return listing.files();
    }
    throw new InputException(
        listing.problems().isEmpty()
            ? "nothing matches '" + images + "': name a folder with images"
            : "nothing to check: " + listing.problems().get(0).message());
  }

  private CheckedImage check(
      MatchResult.Metadata file,
      ImageModel<List<float[]>> imported,
      OriginalModel original,
      OriginalFeed feed,
      Comparison comparison) {
    String path = file.resourceId().toString();
    try {
      float[] pixels = imported.prepare(file);
      List<float[]> scores = imported.run(List.of(pixels)).get(0);
      return compared(path, scores, original(file, pixels, original, feed), comparison);
    } catch (StageException e) {
      return new CheckedImage(path, Outcome.FAILED, reason(requireNonNullElse(e.getCause(), e)), 0);
    } catch (RuntimeException e) {
      String reason = reason(e);
      if (reason.contains(UNRESTORED)) {
        throw new ModelException(
            ModelException.Kind.UNUSABLE,
            "'"
                + source.path()
                + "' was imported, and can't be run as it is to compare with: its own nodes don't"
                + " restore all its variables, as TensorFlow saves a Keras 3 model that wasn't"
                + " written by model.export",
            e);
      }
      return new CheckedImage(path, Outcome.FAILED, "TensorFlow: " + reason, 0);
    }
  }

  private CheckedImage compared(
      String path, List<float[]> scores, List<float[]> expected, Comparison comparison) {
    CheckedImage checked = comparison.of(path, scores.get(0), expected.get(0));
    int number = 1;
    for (String head : heads().keySet()) {
      Comparison ofHead = new Comparison(comparison.labels().head(head), comparison.tolerance());
      checked = checked.with(head, ofHead.of(path, scores.get(number), expected.get(number)));
      number++;
    }
    return checked;
  }

  private ImmutableSortedMap<String, String> heads() {
    return folder.spec().heads().nodes();
  }

  private List<float[]> original(
      MatchResult.Metadata file, float[] pixels, OriginalModel original, OriginalFeed feed)
      throws StageException {
    Map<TensorName, Tensor> fed = feed.tensors(file, pixels);
    try (Result result =
        original.run(fed, folder.spec().outputs().stream().map(TensorName::parse).toList())) {
      List<float[]> scores = new ArrayList<>();
      for (int i = 0; i < result.size(); i++) {
        Activation activation =
            i == 0
                ? folder.spec().adaptation().activation()
                : folder.spec().heads().activation(heads().keySet().asList().get(i - 1));
        scores.add(OriginalScores.of(result.get(i), activation));
      }
      return scores;
    } finally {
      fed.values().forEach(Tensor::close);
    }
  }

  private static String reason(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return LongNames.shorten(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
