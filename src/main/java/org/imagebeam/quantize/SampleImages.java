package org.imagebeam.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.inference.StageException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.storage.FileListing;

/** The images that a network is run over, spread over all that there are. For one use. */
final class SampleImages {
  /** How many are kept, for what needs them again. */
  private static final int MOST_KEPT = 32;

  private final String images;
  private final int least;
  private final List<String> leftOut = new ArrayList<>();
  private final List<float[]> kept = new ArrayList<>();
  private final List<MatchResult.Metadata> files;
  private int read;

  /**
   * Chooses among the images.
   *
   * @param images what they are called, for people
   * @param listing of all of them, sorted by path
   * @param least how many there must be
   * @param samples how many are taken, at most
   * @throws InputException if there are too few, or if a place can't be listed for that
   */
  SampleImages(String images, FileListing listing, int least, int samples) {
    this.images = images;
    this.least = least;
    List<MatchResult.Metadata> sorted = listing.files();
    if (sorted.size() < least && !listing.problems().isEmpty()) {
      throw new InputException(
          "the images to calibrate with can't be listed: " + listing.problems().get(0).message());
    }
    listing.problems().forEach(problem -> leftOut.add(problem.message()));
    requireEnough(sorted.size(), "there are only " + sorted.size() + " files");
    // Names are often sorted by class.
    int taken = Math.min(samples, sorted.size());
    this.files =
        IntStream.range(0, taken)
            .mapToObj(i -> sorted.get((int) ((long) i * sorted.size() / taken)))
            .toList();
  }

  private void requireEnough(int found, String what) {
    if (found < least) {
      throw new InputException(
          "at least "
              + least
              + " images are needed to see the values of the layers, and "
              + what
              + " in '"
              + images
              + "': name a folder with more");
    }
  }

  /**
   * Hands all images to the calibration, and keeps some.
   *
   * @param progress gets a phase
   * @throws InputException if too few can be read
   */
  void readInto(Calibration calibration, ImageFileReader reader, JobProgress progress) {
    ProgressPhase phase = progress.begin("calibrating", "images", files.size(), 0);
    int apart = (files.size() + MOST_KEPT - 1) / MOST_KEPT;
    for (MatchResult.Metadata file : files) {
      try {
        float[] image = reader.read(file);
        calibration.add(image);
        if (read % apart == 0) {
          kept.add(image);
        }
        read++;
        phase.add(1);
      } catch (StageException e) {
        leftOut.add(file.resourceId() + ": " + e.getMessage());
        phase.fail(1);
      }
    }
    requireEnough(read, "only " + read + " can be read");
  }

  /** Returns how many were read. */
  int read() {
    return read;
  }

  /** Returns up to {@value #MOST_KEPT} of the images that were read, as the network takes them. */
  List<float[]> kept() {
    return kept;
  }

  /** Returns up to {@code most} of the kept images, spread over them. */
  List<float[]> few(int most) {
    int taken = Math.min(most, kept.size());
    return IntStream.range(0, taken).mapToObj(i -> kept.get(i * kept.size() / taken)).toList();
  }

  /** Returns what was left out, a sentence each. */
  List<String> leftOut() {
    return leftOut;
  }
}
