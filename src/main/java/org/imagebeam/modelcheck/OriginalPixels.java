package org.imagebeam.modelcheck;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.graph.Nodes;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.Normalization;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.session.GraphSession;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Reads image files for models that bring images to their size by themselves. For one thread. */
final class OriginalPixels implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final ModelSpec spec;
  private final ImageLimits limits;
  private final ImageDecoder decoder;

  OriginalPixels(ModelSpec spec, InferenceSettings settings) {
    this.spec = spec;
    this.limits = settings.limits();
    this.decoder = new ImageDecoder(settings.limits(), settings.exif(), settings.decode());
  }

  /**
   * Reads a file's bytes.
   *
   * @param vector whether the model takes a vector of files, of which this is the only one
   * @return what the caller closes
   * @throws StageException if it can't be read
   */
  TString bytes(MatchResult.Metadata file, boolean vector) throws StageException {
    byte[] content = ImageFileReader.content(file, limits);
    return vector
        ? TString.tensorOfBytes(NdArrays.vectorOfObjects(content))
        : TString.tensorOfBytes(NdArrays.scalarOfObject(content));
  }

  /**
   * Decodes an image at its own size.
   *
   * @param single whether the model takes {@code [height, width, 3]}, and not {@code [1, height,
   *     width, 3]}
   * @param dtype that it takes
   * @return what the caller closes
   * @throws StageException if it can't be read or decoded
   */
  Tensor atOwnSize(MatchResult.Metadata file, boolean single, DataType dtype)
      throws StageException {
    byte[] content = ImageFileReader.content(file, limits);
    try {
      ImageHeader size = decoder.size(content);
      float[] pixels = normalised(decoder.decode(content, size.height(), size.width()));
      Shape shape =
          single
              ? Shape.of(size.height(), size.width(), CHANNELS)
              : Shape.of(1, size.height(), size.width(), CHANNELS);
      TFloat32 tensor = TFloat32.tensorOf(shape);
      tensor.asRawTensor().data().asFloats().write(pixels);
      return cast(tensor, dtype);
    } catch (ImageException e) {
      throw new StageException(ImageStages.DECODE, e);
    }
  }

  /** Changes the pixels in place. */
  private float[] normalised(float[] pixels) {
    Normalization.of(spec).apply(pixels);
    if (spec.adaptation().blueFirst()) {
      for (int red = 0; red < pixels.length; red += CHANNELS) {
        int blue = red + CHANNELS - 1;
        float value = pixels[red];
        pixels[red] = pixels[blue];
        pixels[blue] = value;
      }
    }
    return pixels;
  }

  private static Tensor cast(TFloat32 tensor, DataType dtype) {
    if (dtype == DataType.DT_FLOAT) {
      return tensor;
    }
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(Nodes.placeholder("pixels", DataType.DT_FLOAT))
            .addNode(
                NodeDef.newBuilder()
                    .setName("cast")
                    .setOp("Cast")
                    .addInput("pixels")
                    .putAttr("SrcT", Nodes.type(DataType.DT_FLOAT))
                    .putAttr("DstT", Nodes.type(dtype)))
            .build();
    try (tensor;
        GraphSession session = GraphSession.openForCallers(graph)) {
      return session.run("pixels", tensor, "cast");
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
