package org.imagebeam.quantize;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.beam.runners.direct.DirectRunner;
import org.imagebeam.download.Progress;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.Heads;
import org.imagebeam.model.LabelFiles;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.session.Precision;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.FileListing;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quantizes models where they are needed at once, into the model cache, and once for each content
 * of their files and each choice of images. Safe for use by many threads and processes.
 */
public final class CachedQuantization {
  private static final Logger LOG = LoggerFactory.getLogger(CachedQuantization.class);
  private static final String FOLDER = "quantized";
  private static final int KEY_DIGITS = 16;

  /** Another one where models are quantized otherwise than before. */
  private static final String VERSION = "1";

  private static final String LOCK_SUFFIX = ".lock";
  private static final String IMAGES_FILE = "calibration.txt";
  private static final long MOST_IMAGES_BYTES = 1 << 16;
  private static final long MOST_RECORD_BYTES = 1 << 26;

  /**
   * The images that a model is run over.
   *
   * @param shown their pattern, as people read it
   * @param files lists them
   */
  public record Images(String shown, Supplier<FileListing> files) {
    public Images {
      requireNonNull(shown, "shown is null");
      requireNonNull(files, "files is null");
    }
  }

  private CachedQuantization() {}

  /**
   * Returns the model that a job takes: the given one, or where int8 is asked for and it isn't
   * quantized, the folder in the cache that it was quantized to. Which images the job's input has
   * doesn't matter once it is there, so that a job that runs each night has the same model each
   * night.
   *
   * @param model any that computes in float32, or one that is quantized
   * @param options the precision that is asked for, the images that are named for it, and the
   *     runner
   * @param input the job's images, of which some are taken where none are named
   * @param progress told of a fetch, of what is quantized now, and of images it once was quantized
   *     with
   * @throws InvalidValueException if images are named, and int8 isn't asked for
   * @throws ModelException if the model can't be found, read, run or quantized
   * @throws InputException if there are too few images
   * @throws IOException if a file can't be read, or the cache can't be written
   */
  public static ModelRef resolve(
      ModelRef model, InferenceOptions options, Images input, Progress progress)
      throws IOException {
    boolean named = !options.getCalibrate().isBlank();
    if (InferenceSettings.of(options).session().precision() != Precision.INT8) {
      if (named) {
        throw InvalidValueException.of("calibrate", "is for the precision 'int8' alone");
      }
      return model;
    }
    String pattern = options.getCalibrate();
    Images images = named ? new Images(pattern, () -> FileListing.expand(pattern)) : input;
    ModelRef quantized = resolve(model, images, named ? pattern : "", progress);
    if (!quantized.equals(model) && options.getRunner() != DirectRunner.class) {
      LOG.warn(
          "{} is on this machine, and workers on other machines can't read it: quantize the model"
              + " to a folder that all can read, and name that",
          quantized);
    }
    return quantized;
  }

  private static ModelRef resolve(ModelRef model, Images images, String named, Progress progress)
      throws IOException {
    ModelFolder folder = model.open(progress);
    Path place =
        ModelCache.of(model.cache())
            .requireUsable()
            .root()
            .resolve(FOLDER)
            .resolve(key(folder, named));
    if (isThere(place, model, images, progress)) {
      return model.withName(place.toString());
    }
    if (Int8Rewriter.isQuantized(folder.readGraph().graph())) {
      return model;
    }
    ProcessLock lock =
        ProcessLock.acquire(
            place.resolveSibling(place.getFileName() + LOCK_SUFFIX),
            () -> progress.say("int8: waits for another process that quantizes " + model));
    try {
      if (!isThere(place, model, images, progress)) {
        progress.say("int8: runs " + model + " over images of " + images.shown() + ", once");
        tell(quantize(folder, images, place.toString(), progress), place, progress);
        AtomicFile.write(
            place.resolve(IMAGES_FILE).toString(), images.shown().getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      lock.close();
    }
    return model.withName(place.toString());
  }

  /** Whether it was quantized before; says with which images, if those are others. */
  private static boolean isThere(Path place, ModelRef model, Images images, Progress progress)
      throws IOException {
    // It is written last.
    Optional<byte[]> note =
        Storage.readIfPresent(place.resolve(IMAGES_FILE).toString(), MOST_IMAGES_BYTES);
    if (note.isEmpty()) {
      return false;
    }
    String once = new String(note.get(), StandardCharsets.UTF_8);
    if (!once.equals(images.shown())) {
      progress.say("int8: " + model + " was quantized with images of " + once + "; it stays so");
    }
    warnAgain(place, progress);
    return true;
  }

  /** Warns of a network that is less exact than it should be, as it was when it was quantized. */
  private static void warnAgain(Path place, Progress progress) throws IOException {
    String file = place.resolve(QuantizationRecord.FILE).toString();
    Optional<byte[]> record = Storage.readIfPresent(file, MOST_RECORD_BYTES);
    if (record.isPresent()) {
      try {
        QuantizationRecord.parse(record.get())
            .fidelity()
            .warning()
            .ifPresent(what -> progress.say("int8: " + place + ": " + what));
      } catch (IOException e) {
        progress.say(
            "int8: "
                + file
                + " is damaged: "
                + e.getMessage()
                + ". Without its folder, the model is quantized anew");
      }
    }
  }

  private static QuantizationReport quantize(
      ModelFolder folder, Images images, String place, Progress progress) throws IOException {
    try {
      return new ModelQuantization(images.shown(), ModelQuantization.DEFAULT_SAMPLES)
          .writeOver(folder, images.files(), place, progress);
    } catch (InputException e) {
      throw e.withRemedy(Remedy.of(Remedy.Kind.NAME_CALIBRATION_IMAGES));
    }
  }

  private static void tell(QuantizationReport report, Path place, Progress progress) {
    Fidelity fidelity = report.fidelity();
    progress.say(
        String.format(
            Locale.ROOT,
            "int8: %d layers in int8, %d in float32; the best class is the same for %d of %d images",
            report.int8().size(),
            report.floats().size(),
            fidelity.sameBest(),
            fidelity.images()));
    progress.say("int8: kept as " + place);
  }

  /** Differs where the network, its labels or the images that were named differ. */
  private static String key(ModelFolder folder, String named) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    add(hasher, VERSION);
    add(hasher, named);
    TreeSet<String> small = new TreeSet<>(LabelFiles.ALL);
    small.add(ModelFolder.SPEC);
    folder.spec().heads().names().stream().map(Heads::labelFile).forEach(small::add);
    for (String name : small) {
      add(hasher, name);
      folder.find(name).ifPresent(content -> hasher.putInt(content.length).putBytes(content));
    }
    if (folder.expectedSha256().isPresent()) {
      add(hasher, folder.expectedSha256().get());
    } else if (folder.location().equals(ModelFolder.EMBEDDED)) {
      hasher.putBytes(folder.graphFile());
    } else {
      String graph = folder.path(ModelFolder.GRAPH);
      add(hasher, graph);
      add(hasher, Storage.version(graph).toString());
    }
    return hasher.hash().toString().substring(0, KEY_DIGITS);
  }

  private static void add(Hasher hasher, String text) {
    hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_8);
  }
}
