package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.image.Distortion;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.WantedThumbnail;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.storage.FileTooLargeException;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.imagebeam.thumbnail.ThumbnailWriter;
import org.jspecify.annotations.Nullable;

/**
 * Reads image files as a network takes them: decoded, resized, normalised. Safe for use by many
 * threads; {@link #close} must come after the last {@link #read}.
 */
public final class ImageFileReader implements AutoCloseable {
  private final ImageDecoder decoder;
  private final ImageLimits limits;
  private final Normalization normalization;
  private final Optional<OwnSizeFront> front;
  private final Sizing sizing;
  private final Optional<ThumbnailWriter> thumbnails;
  private final int height;
  private final int width;

  private ImageFileReader(
      ImageDecoder decoder,
      ImageLimits limits,
      Normalization normalization,
      Optional<OwnSizeFront> front,
      Sizing sizing,
      Optional<ThumbnailWriter> thumbnails,
      int height,
      int width) {
    this.decoder = decoder;
    this.limits = limits;
    this.normalization = normalization;
    this.front = front;
    this.sizing = sizing;
    this.thumbnails = thumbnails;
    this.height = height;
    this.width = width;
  }

  /**
   * A reader for a network.
   *
   * @param graph that is fed the pixels; not kept
   * @param spec says how to resize, crop and normalise, unless the graph takes bytes and does it by
   *     itself
   * @param settings say which images are read, and how
   */
  public static ImageFileReader of(BatchedGraph graph, ModelSpec spec, InferenceSettings settings) {
    requireNonNull(graph, "graph is null");
    return new ImageFileReader(
        new ImageDecoder(settings.limits(), settings.exif(), settings.decode()),
        settings.limits(),
        graph.rawPixels() ? Normalization.NONE : Normalization.of(spec),
        graph.front().map(OwnSizeFront::open),
        spec.sizing(),
        Optional.ofNullable(settings.thumbnails()).map(ThumbnailWriter::new),
        graph.height(),
        graph.width());
  }

  /** The network's images: pixels from top to bottom. */
  int height() {
    return height;
  }

  /** The network's images: pixels from left to right. */
  int width() {
    return width;
  }

  /**
   * Reads an image, and leaves its thumbnail if the settings ask for that.
   *
   * @return float32 {@code [height, width, 3]} in row order
   * @throws StageException if the file can't be read, is no image, or is over the limits
   */
  public float[] read(MatchResult.Metadata file) throws StageException {
    if (thumbnails.isEmpty()) {
      return read(file, Distortion.NONE);
    }
    WantedThumbnail wanted = new WantedThumbnail(ThumbnailFolder.SIDE);
    try {
      return read(content(file, limits), Distortion.NONE, wanted);
    } finally {
      wanted.jpeg().ifPresent(jpeg -> thumbnails.get().write(file.resourceId().toString(), jpeg));
    }
  }

  /**
   * Reads an image, of which a view is wanted.
   *
   * @return float32 {@code [height, width, 3]} in row order
   * @throws StageException if the file can't be read, is no image, or is over the limits
   */
  public float[] read(MatchResult.Metadata file, Distortion view) throws StageException {
    return read(content(file, limits), view);
  }

  /**
   * Decodes an image that is in memory, of which a view is wanted.
   *
   * @param bytes the content of a file
   * @return float32 {@code [height, width, 3]} in row order
   * @throws StageException if it is no image, or is over the limits
   */
  float[] read(byte[] bytes, Distortion view) throws StageException {
    return read(bytes, view, null);
  }

  private float[] read(byte[] bytes, Distortion view, @Nullable WantedThumbnail thumbnail)
      throws StageException {
    try {
      if (front.isPresent() && view.equals(Distortion.NONE)) {
        return front.get().read(decoder, bytes, normalization, height * width * 3, thumbnail);
      }
      float[] pixels =
          view.equals(Distortion.NONE)
              ? decoder.decode(bytes, sizing, height, width, thumbnail)
              : view.apply(
                  decoder.decode(bytes, sizing, view.enlarged(height), view.enlarged(width)),
                  height,
                  width);
      return bring(pixels, height, width);
    } catch (ImageException e) {
      throw new StageException(ImageStages.DECODE, e);
    }
  }

  /**
   * Brings an image's pixels to what the network takes, as if a file had held them.
   *
   * @param pixels {@code [height, width, 3]} in row order, values of 0 to 255; may be changed
   * @throws StageException if the network's own graph can't bring them to its size
   */
  float[] bring(float[] pixels, int pixelsHeight, int pixelsWidth) throws StageException {
    normalization.apply(pixels);
    return front.isPresent()
        ? front.get().run(pixels, pixelsHeight, pixelsWidth, height * width * 3)
        : pixels;
  }

  /** Whether the network's own graph brings images to its size. */
  boolean takesAnySize() {
    return front.isPresent();
  }

  /**
   * Reads an image file as it is.
   *
   * @throws StageException if it can't be read, or is over the limit of bytes
   */
  public static byte[] content(MatchResult.Metadata file, ImageLimits limits)
      throws StageException {
    try {
      limits.checkBytes(file.sizeBytes());
      return Storage.readAll(file.resourceId(), limits.maxBytes());
    } catch (ImageException e) {
      throw new StageException(ImageStages.DECODE, e);
    } catch (FileTooLargeException e) {
      // It has grown since it was listed.
      throw new StageException(ImageStages.DECODE, e);
    } catch (IOException e) {
      throw new StageException(ImageStages.READ, e);
    }
  }

  @Override
  public void close() {
    decoder.close();
    front.ifPresent(OwnSizeFront::close);
  }
}
