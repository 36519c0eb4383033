package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.imagebeam.image.format.GifStructure;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.format.ImageMemoryException;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.image.resize.Window;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.TensorFlowMessage;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Turns a file's bytes into the pixels a network takes. JPEG, PNG and GIF go through TensorFlow's
 * own decoders, so that the pixels are the ones {@code DecodeJpeg} gives; with {@link
 * DecodeMode#FAST}, those that it gives of a JPEG with its attribute {@code ratio} set. Safe for
 * use by many threads; {@link #close} must come after the last {@link #decode}.
 */
public final class ImageDecoder implements AutoCloseable {
  /** Pixels of float32 that {@code ScaleAndTranslate} may hold for an image: 48 MiB. */
  private static final long MOST_BETWEEN_AXES = 4 << 20;

  private final ImageLimits limits;
  private final ExifMode exif;
  private final DecodeMode mode;
  private final GraphSession decoders;
  private final JavaImageReader javaReader;

  public ImageDecoder(ImageLimits limits, ExifMode exif, DecodeMode mode) {
    this.limits = requireNonNull(limits, "limits is null");
    this.exif = requireNonNull(exif, "exif is null");
    this.mode = requireNonNull(mode, "mode is null");
    this.javaReader = new JavaImageReader(limits);
    this.decoders = GraphSession.openForCallers(DecodeGraph.create());
  }

  /**
   * Decodes an image, turns it upright if so told, and resizes it as {@code ResizeBilinear} does.
   *
   * @param file the whole file
   * @return float32 values of 0 to 255, {@code [height, width, 3]} in row order
   * @throws ImageException if the file is no image, is damaged, or is over the limits
   */
  public float[] decode(byte[] file, int height, int width) throws ImageException {
    return decode(file, Sizing.DEFAULT, height, width);
  }

  /**
   * Decodes an image, turns it upright if so told, and resizes and crops it.
   *
   * @param file the whole file
   * @param sizing how the image is brought to the size
   * @return float32 {@code [height, width, 3]} in row order; values of 0 to 255, and some beyond by
   *     {@link org.imagebeam.image.resize.ResizeMethod#BICUBIC}
   * @throws ImageException if the file is no image, is damaged, or is over the limits
   */
  public float[] decode(byte[] file, Sizing sizing, int height, int width) throws ImageException {
    return decode(file, sizing, height, width, null);
  }

  /**
   * Decodes an image as {@link #decode(byte[], Sizing, int, int)} does, and gives the same pixels.
   *
   * @param thumbnail is made of the decoded image; null if none is wanted
   * @throws ImageException likewise
   */
  public float[] decode(
      byte[] file, Sizing sizing, int height, int width, @Nullable WantedThumbnail thumbnail)
      throws ImageException {
    requireNonNull(sizing, "sizing is null");
    limits.checkBytes(file.length);
    ImageFormat format = ImageFormat.of(file);
    DecodeTarget target = new DecodeTarget(sizing, height, width, thumbnail);
    return switch (format) {
      case JPEG -> decodeJpeg(file, target);
      case PNG -> decodePng(file, target);
      case GIF -> decodeGif(file, target);
      case BMP, WEBP, TIFF ->
          javaReader.read(format, file, pixels -> target.fill(pixels, orientation(format, file)));
    };
  }

  /**
   * The size of the image that {@link #decode} resizes: upright if so told. Of what Java decodes,
   * it decodes the whole.
   *
   * @throws ImageException if the file is no image, or is over the limits; what is damaged behind
   *     its header may pass
   */
  public ImageHeader size(byte[] file) throws ImageException {
    limits.checkBytes(file.length);
    ImageFormat format = ImageFormat.of(file);
    ImageHeader stored =
        switch (format) {
          case JPEG, PNG -> ImageHeader.read(format, file);
          case GIF -> GifStructure.firstFrame(file).size();
          case BMP, WEBP, TIFF ->
              javaReader.read(
                  format, file, pixels -> new ImageHeader(pixels.width(), pixels.height()));
        };
    limits.checkPixels(stored.width(), stored.height());
    return stored.turned(orientation(format, file));
  }

  private float[] decodeJpeg(byte[] file, DecodeTarget target) throws ImageException {
    ImageHeader header = ImageHeader.read(ImageFormat.JPEG, file);
    limits.checkPixels(header.width(), header.height());
    Orientation orientation = orientation(ImageFormat.JPEG, file);
    Reduction reduction = new Reduction(header.width(), header.height(), 1);
    if (mode == DecodeMode.FAST) {
      Window window = target.window(header, orientation);
      reduction = Reduction.toCover(header, orientation, window.fullHeight(), window.fullWidth());
    }
    return decode(ImageFormat.JPEG, file, reduction, orientation, target);
  }

  private float[] decodePng(byte[] file, DecodeTarget target) throws ImageException {
    ImageHeader header = ImageHeader.read(ImageFormat.PNG, file);
    limits.checkPixels(header.width(), header.height());
    Reduction none = new Reduction(header.width(), header.height(), 1);
    return decode(ImageFormat.PNG, file, none, orientation(ImageFormat.PNG, file), target);
  }

  /** What {@code DecodeJpeg} decodes. */
  private float[] decode(
      ImageFormat format,
      byte[] file,
      Reduction reduction,
      Orientation orientation,
      DecodeTarget target)
      throws ImageException {
    boolean asStored = reduction.ratio() == 1 && orientation.equals(Orientation.UPRIGHT);
    // Most images are so, and TensorFlow then resizes as well, in half of Java's time.
    if (asStored && target.sizing().isPlain()) {
      return resizeInTensorFlow(format, file, reduction, target);
    }
    if (reduction.ratio() == 1 && target.sizing().antialias()) {
      ImageHeader stored = new ImageHeader(reduction.width(), reduction.height());
      Window window = target.window(stored, orientation);
      // TensorFlow computes the whole scaled image, in a third of Java's time.
      if (window.isMostOfTheWhole() && fitsBetweenAxes(stored.turned(orientation), window)) {
        return antialiasInTensorFlow(format, file, reduction, orientation, target);
      }
    }
    return decodeInTensorFlow(
        format,
        file,
        DecodeGraph.jpeg(reduction.ratio()),
        pixels -> target.fill(pixels, reduction, orientation));
  }

  private float[] decodeGif(byte[] file, DecodeTarget target) throws ImageException {
    ImageHeader header = ImageHeader.read(ImageFormat.GIF, file);
    limits.checkPixels(header.width(), header.height());
    GifStructure.Frame frame = GifStructure.firstFrame(file);
    limits.checkPixels(frame.width(), frame.height());
    return decodeInTensorFlow(
        ImageFormat.GIF,
        frame.alone(file),
        DecodeGraph.FIRST_FRAME,
        pixels -> target.fill(pixels, Orientation.UPRIGHT));
  }

  private float[] decodeInTensorFlow(
      ImageFormat format, byte[] content, String decoder, PixelUse<float[]> resize)
      throws ImageException {
    try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        Result pixels = run(format, Map.of(DecodeGraph.CONTENTS, contents), List.of(decoder))) {
      return resize.of(new TensorRows(pixels.get(0)));
    }
  }

  private float[] resizeInTensorFlow(
      ImageFormat format, byte[] content, Reduction none, DecodeTarget target)
      throws ImageException {
    try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        TInt32 size = TInt32.vectorOf(target.height(), target.width());
        Result tensors =
            run(
                format,
                Map.of(DecodeGraph.CONTENTS, contents, DecodeGraph.SIZE, size),
                nodes(DecodeGraph.RESIZED, target))) {
      show(tensors, none, Orientation.UPRIGHT, target);
      return floats(tensors);
    }
  }

  /** The decoded image is fetched only for its thumbnail: as a rule, nobody needs a copy of it. */
  private static List<String> nodes(String resized, DecodeTarget target) {
    return target.thumbnail() == null ? List.of(resized) : List.of(resized, DecodeGraph.JPEG);
  }

  private static void show(
      Result tensors, Reduction none, Orientation orientation, DecodeTarget target) {
    if (tensors.size() > 1) {
      target.show(new TensorRows(tensors.get(1)), none, orientation);
    }
  }

  private static float[] floats(Result tensors) {
    Tensor resized = tensors.get(0);
    float[] pixels = new float[Math.toIntExact(resized.shape().size())];
    resized.asRawTensor().data().asFloats().read(pixels);
    return pixels;
  }

  /** Whether an image that is resized along one axis alone is small, whichever comes first. */
  private static boolean fitsBetweenAxes(ImageHeader upright, Window window) {
    return window.fullHeight() * upright.width() <= MOST_BETWEEN_AXES
        && window.fullWidth() * upright.height() <= MOST_BETWEEN_AXES;
  }

  private float[] antialiasInTensorFlow(
      ImageFormat format,
      byte[] content,
      Reduction none,
      Orientation orientation,
      DecodeTarget target)
      throws ImageException {
    ImageHeader stored = new ImageHeader(none.width(), none.height());
    Window window = target.window(stored, orientation);
    ImageHeader whole =
        new ImageHeader((int) window.fullWidth(), (int) window.fullHeight()).turned(orientation);
    float scaleY = whole.height() / (float) stored.height();
    float scaleX = whole.width() / (float) stored.width();
    String node =
        target.sizing().method() == ResizeMethod.BICUBIC
            ? DecodeGraph.ANTIALIASED_CUBIC
            : DecodeGraph.ANTIALIASED;
    try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
        TInt32 size = TInt32.vectorOf(whole.height(), whole.width());
        TFloat32 scale = TFloat32.vectorOf(scaleY, scaleX);
        Result tensors =
            run(
                format,
                Map.of(
                    DecodeGraph.CONTENTS,
                    contents,
                    DecodeGraph.SIZE,
                    size,
                    DecodeGraph.SCALE,
                    scale),
                nodes(node, target))) {
      show(tensors, none, orientation, target);
      return new StoredPixels(floats(tensors), whole).upright(orientation, window);
    }
  }

  private Result run(ImageFormat format, Map<String, Tensor> fed, List<String> nodes)
      throws ImageException {
    try {
      return decoders.run(fed, nodes);
    } catch (TFResourceExhaustedException e) {
      throw new ImageMemoryException(
          "the " + format + " file needs more memory than is left: " + reason(e), e);
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      throw new ImageException(
          "the " + format + " file can't be decoded, it is damaged or truncated: " + reason(e), e);
    }
  }

  private Orientation orientation(ImageFormat format, byte[] file) {
    return exif == ExifMode.APPLY ? Orientation.of(format, file) : Orientation.UPRIGHT;
  }

  private static String reason(RuntimeException e) {
    return TensorFlowMessage.oneLine(String.valueOf(e.getMessage()));
  }

  @Override
  public void close() {
    decoders.close();
  }
}
