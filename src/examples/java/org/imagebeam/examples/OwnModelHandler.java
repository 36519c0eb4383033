package org.imagebeam.examples;

import java.util.List;
import java.util.stream.IntStream;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.inference.ModelHandler;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Runs a model that has nothing to do with images: a TensorFlow graph that computes degrees
 * Fahrenheit from degrees Celsius. Use it with {@link org.imagebeam.inference.RunInference}:
 *
 * <pre>{@code
 * WithFailures.Result<PCollection<KV<String, Float>>, InferenceFailure<String>> outcome =
 *     celsius.apply(RunInference.of(new OwnModelHandler(1.8f, 32), FloatCoder.of()));
 * outcome.output();    // each text with its answer
 * outcome.failures();  // the texts that are not numbers
 * }</pre>
 *
 * <p>The handler travels to the workers, so it holds only what is small and serializable. Here that
 * is two numbers; with a larger model it is the place where the model lies.
 *
 * @param scale what a degree is multiplied by
 * @param offset what is added after that
 */
public record OwnModelHandler(float scale, float offset)
    implements ModelHandler<String, Float, Float> {

  /** Handlers with the same id share one loaded model, so the id names all that changes answers. */
  @Override
  public String modelId() {
    return "temperature " + scale + " " + offset;
  }

  /** Runs once in each JVM, on the worker. */
  @Override
  public LoadedModel<String, Float, Float> load() {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    Placeholder<TFloat32> input = tf.withName("input").placeholder(TFloat32.class);
    tf.withName("output").math.add(tf.math.mul(input, tf.constant(scale)), tf.constant(offset));
    return new Temperatures(graph, new Session(graph));
  }

  /** All methods but {@code close} may be called from several threads at once. */
  private record Temperatures(Graph graph, Session session)
      implements LoadedModel<String, Float, Float> {

    /** Makes an element ready. What it throws becomes a failure of this element alone. */
    @Override
    public Float prepare(String text) {
      return Float.valueOf(text.strip());
    }

    /** Answers a batch: one answer for each element, in the same order. */
    @Override
    public List<Float> run(List<Float> batch) {
      float[] values = new float[batch.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = batch.get(i);
      }
      try (TFloat32 fed = TFloat32.tensorOf(NdArrays.vectorOf(values));
          Tensor fetched = session.runner().feed("input", fed).fetch("output").run().get(0)) {
        TFloat32 answers = (TFloat32) fetched;
        return IntStream.range(0, values.length).mapToObj(i -> answers.getFloat(i)).toList();
      }
    }

    /** Says how much memory the model takes, for the metrics; 0 if that is not known. */
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
