package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.image.Distortion;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.inference.StageException;
import org.imagebeam.local.DaemonThreads;
import org.imagebeam.pipeline.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the images of batches on threads of its own, so that a batch is read while the one before
 * is learnt from. For one thread that asks.
 */
final class BatchReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);

  private final ImageFileReader images;
  private final ExecutorService threads;

  /**
   * @param images stays the caller's, who closes it after this
   */
  BatchReader(ImageFileReader images) {
    this.images = requireNonNull(images, "images is null");
    this.threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), DaemonThreads.named("read-batch"));
  }

  /** A view of an image, and the image's class. */
  record View(MatchResult.Metadata file, Distortion distortion, int label) {}

  /** A batch that is being read. */
  static final class Pending {
    private final List<View> views;
    private final List<Future<float[]>> pixels;

    private Pending(List<View> views, List<Future<float[]>> pixels) {
      this.views = views;
      this.pixels = pixels;
    }

    /**
     * Waits for the batch.
     *
     * @throws InputException if an image can't be read, naming its file
     */
    Batch await() {
      List<float[]> read = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        read.add(await(i));
      }
      return new Batch(read, views.stream().map(View::label).toList());
    }

    private float[] await(int i) {
      try {
        return pixels.get(i).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while images were read", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StageException stage) {
          throw new InputException(
              String.format(
                  Locale.ROOT,
                  "%s could be read before and can't be any more (%s: %s): put it back as it was,"
                      + " or take it away and start again with another output",
                  views.get(i).file().resourceId(),
                  stage.stage(),
                  stage.getMessage()),
              stage);
        }
        throw new IllegalStateException(
            views.get(i).file().resourceId() + ": " + e.getCause(), e.getCause());
      }
    }
  }

  /** Begins to read a batch. */
  Pending start(List<View> views) {
    List<Future<float[]>> pixels = new ArrayList<>();
    for (View view : views) {
      pixels.add(threads.submit(() -> images.read(view.file(), view.distortion())));
    }
    return new Pending(List.copyOf(views), pixels);
  }

  /** Waits for the images that are being read, and gives up those that wait for their turn. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      // The decoder may be closed only when nobody decodes any more.
      while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("images are still being read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Images as the network takes them, with their classes.
   *
   * @param pixels of each: float32 {@code [height, width, 3]}; nobody changes them
   * @param labels the number of each one's class
   */
  record Batch(List<float[]> pixels, List<Integer> labels) {
    Batch {
      pixels = List.copyOf(pixels);
      labels = List.copyOf(labels);
    }

    int size() {
      return labels.size();
    }
  }
}
