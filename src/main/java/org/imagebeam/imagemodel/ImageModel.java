package org.imagebeam.imagemodel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.image.Distortion;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.StageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network in memory, with the decoder of its images. As thread-safe as every {@link LoadedModel}.
 *
 * @param <OutputT> what is made of an image's vector
 */
public final class ImageModel<OutputT>
    implements LoadedModel<MatchResult.Metadata, float[], OutputT> {
  private static final Logger LOG = LoggerFactory.getLogger(ImageModel.class);

  private final ImageNetwork network;
  private final ImageFileReader reader;
  private final Costs costs;
  private final VectorFunction<OutputT> answer;
  private final WantedNodes nodes;

  /** Of an image; 0 until it is known. */
  private volatile int outputSize;

  /**
   * What the model takes: memory in bytes, batches at once, images in a batch that is fast, and
   * images in a batch at most.
   */
  record Costs(long byteSize, int usefulBatchesInFlight, int usefulBatchSize, int largestBatch) {}

  /** Takes over the network and the reader, and closes both. */
  ImageModel(
      ImageNetwork network,
      ImageFileReader reader,
      Costs costs,
      WantedNodes nodes,
      VectorFunction<OutputT> answer) {
    this.network = network;
    this.nodes = nodes;
    this.reader = reader;
    this.costs = costs;
    this.answer = answer;
  }

  /** Reads and decodes a file: float32 {@code [height, width, 3]}. */
  @Override
  public float[] prepare(MatchResult.Metadata file) throws StageException {
    return reader.read(file);
  }

  /**
   * Prepares a view of the image.
   *
   * @throws StageException if the file can't be read, is no image, or is over the limits
   */
  public float[] prepare(MatchResult.Metadata file, Distortion view) throws StageException {
    return reader.read(file, view);
  }

  /**
   * Decodes an image that is in memory.
   *
   * @param file the content of a file of one of the formats; not changed
   * @return float32 {@code [height, width, 3]} in row order
   * @throws StageException if it is no image, or is over the limits
   */
  public float[] prepare(byte[] file) throws StageException {
    return reader.read(file, Distortion.NONE);
  }

  @Override
  public List<OutputT> run(List<float[]> batch) {
    List<float[]> vectors = network.vectors(batch);
    if (answer.otherNodes().isEmpty()) {
      return vectors.stream().map(answer::apply).toList();
    }
    int[] lengths = network.lengths();
    return vectors.stream().map(vector -> answer.apply(nodes.of(vector, lengths))).toList();
  }

  /**
   * Runs an image of noise, unless the network has been run: the first run of a session makes what
   * all others use, and threads that come to it together would wait for each other. What goes wrong
   * is left to real images. Of a black image, logits can all be 0, which probabilities can be as
   * well.
   *
   * @param answered to an image that isn't black, if the network has been run
   * @return what the network's user should know of its answers
   */
  Optional<String> warmUp(Optional<float[]> answered) {
    try {
      float[] vector =
          answered.orElseGet(() -> network.vectors(List.of(noise(network.imageValues()))).get(0));
      int[] lengths = network.lengths();
      outputSize = lengths[0];
      return answer.otherNodes().isEmpty()
          ? answer.remarkOn(vector)
          : answer.remarkOn(nodes.of(vector, lengths));
    } catch (RuntimeException e) {
      LOG.debug("the network does not run", e);
      return Optional.empty();
    }
  }

  /** Values of 0 to 2, which networks of any range take. */
  private static float[] noise(int values) {
    float[] noise = new float[values];
    for (int i = 0; i < values; i++) {
      noise[i] = (i * 37 % 256) / 128f;
    }
    return noise;
  }

  /**
   * Returns how many values the output node gave when the network was loaded; empty if it failed
   * then.
   */
  public OptionalInt outputSize() {
    int size = outputSize;
    return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
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
  public int usefulBatchSize() {
    return costs.usefulBatchSize();
  }

  @Override
  public int largestBatch() {
    return costs.largestBatch();
  }

  @Override
  public void close() {
    network.close();
    reader.close();
  }
}
