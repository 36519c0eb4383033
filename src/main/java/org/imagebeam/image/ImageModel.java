package org.imagebeam.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.GraphSession;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.StageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/**
 * A network in memory, with the decoder of its pictures. As thread-safe as every {@link
 * LoadedModel}.
 *
 * @param <OutputT> what is made of a picture's vector
 */
public final class ImageModel<OutputT>
    implements LoadedModel<MatchResult.Metadata, float[], OutputT> {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModel.class);

  /** One more than two: a draw between few values can come out the same by chance. */
  private static final int RUNS_TO_COMPARE = 3;

  private final GraphSession session;
  private final PictureReader reader;
  private final Wiring wiring;
  private final Costs costs;
  private final VectorFunction<OutputT> answer;

  /** Where pixels go in, and where the values come out. */
  record Wiring(String inputNode, String outputNode) {}

  /** What the model takes: memory in bytes, batches at once, and pictures in a batch. */
  record Costs(long byteSize, int usefulBatchesInFlight, int largestBatch) {}

  /** Takes over the session and the reader, and closes both. */
  ImageModel(
      GraphSession session,
      PictureReader reader,
      Wiring wiring,
      Costs costs,
      VectorFunction<OutputT> answer) {
    this.session = session;
    this.reader = reader;
    this.wiring = wiring;
    this.costs = costs;
    this.answer = answer;
  }

  /** Reads and decodes a file: float32 {@code [height, width, 3]}. */
  @Override
  public float[] prepare(MatchResult.Metadata file) throws StageException {
    return reader.read(file);
  }

  /**
   * The same for a view of the picture.
   *
   * @throws StageException if the file can't be read, is no picture, or is over the limits
   */
  public float[] prepare(MatchResult.Metadata file, Distortion view) throws StageException {
    return reader.read(file, view);
  }

  @Override
  public List<OutputT> run(List<float[]> batch) {
    int size = batch.size();
    try (TFloat32 pixels = tensorOf(batch);
        Tensor values = session.run(wiring.inputNode(), pixels, wiring.outputNode())) {
      if (values.shape().size() % size != 0 || values.shape().get(0) != size) {
        throw new IllegalStateException(
            "node '"
                + wiring.outputNode()
                + "' gave "
                + values.shape()
                + " for a batch of "
                + size);
      }
      FloatDataBuffer data = values.asRawTensor().data().asFloats();
      int length = Math.toIntExact(values.shape().size() / size);
      List<OutputT> answers = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        float[] vector = new float[length];
        data.offset((long) i * length).read(vector);
        answers.add(answer.apply(vector));
      }
      return answers;
    }
  }

  /**
   * Runs a black picture: the first run of a session makes what all others use, and threads that
   * come to it together would wait for each other. What goes wrong is left to real pictures.
   */
  void warmUp() {
    try {
      run(List.of(new float[reader.height() * reader.width() * 3]));
    } catch (RuntimeException e) {
      LOG.debug("the network does not run", e);
    }
  }

  /** How many values the network gives for a picture, by a run of its own; empty if it fails. */
  public OptionalInt outputSize() {
    float[] black = new float[reader.height() * reader.width() * 3];
    try (Tensor pixels = tensorOf(List.of(black));
        Tensor values = session.run(wiring.inputNode(), pixels, wiring.outputNode())) {
      return OptionalInt.of(Math.toIntExact(values.shape().size()));
    } catch (RuntimeException e) {
      LOG.debug("the network does not run", e);
      return OptionalInt.empty();
    }
  }

  /** Tells whether the network gives other values for the same picture when it is run again. */
  boolean answersVary() {
    Random random = new Random(1);
    float[] noise = new float[reader.height() * reader.width() * 3];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    try {
      byte[] first = bytesOf(noise);
      return IntStream.range(1, RUNS_TO_COMPARE)
          .anyMatch(run -> !Arrays.equals(first, bytesOf(noise)));
    } catch (RuntimeException e) {
      LOG.debug("the network does not run", e);
      return false;
    }
  }

  private byte[] bytesOf(float[] picture) {
    try (Tensor pixels = tensorOf(List.of(picture));
        Tensor values = session.run(wiring.inputNode(), pixels, wiring.outputNode())) {
      ByteDataBuffer data = values.asRawTensor().data();
      byte[] bytes = new byte[Math.toIntExact(data.size())];
      data.read(bytes);
      return bytes;
    }
  }

  private TFloat32 tensorOf(List<float[]> batch) {
    Shape shape = Shape.of(batch.size(), reader.height(), reader.width(), 3);
    TFloat32 tensor = TFloat32.tensorOf(shape);
    FloatDataBuffer data = tensor.asRawTensor().data().asFloats();
    long offset = 0;
    for (float[] pixels : batch) {
      data.offset(offset).write(pixels);
      offset += pixels.length;
    }
    return tensor;
  }

  @Override
  public long byteSize() {
    return costs.byteSize();
  }

  @Override
  public int usefulBatchesInFlight() {
    return costs.usefulBatchesInFlight();
  }

  @Override
  public int largestBatch() {
    return costs.largestBatch();
  }

  @Override
  public void close() {
    session.close();
    reader.close();
  }
}
