package org.imagebeam.head;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.imagebeam.bottleneck.BottleneckExamples;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Makes tensors of bottlenecks, as a graph is fed them. Immutable, safe for use by many threads.
 */
public final class BottleneckTensors {
  private final BottleneckExamples examples;
  private final int firstVariant;
  private final int views;

  private BottleneckTensors(BottleneckExamples examples, int firstVariant, int views) {
    this.examples = requireNonNull(examples, "examples is null");
    this.firstVariant = firstVariant;
    this.views = views;
  }

  /** Takes the images as they are: one example each. */
  public static BottleneckTensors plain(BottleneckExamples examples) {
    return new BottleneckTensors(examples, 0, 1);
  }

  /** Takes the distorted copies, where there are some: as many examples as copies. */
  public static BottleneckTensors distorted(BottleneckExamples examples) {
    return examples.variants() == 1
        ? plain(examples)
        : new BottleneckTensors(examples, 1, examples.variants() - 1);
  }

  int size() {
    return examples.size() * views;
  }

  /** Returns the length of a bottleneck. */
  int features() {
    return examples.features();
  }

  /** Returns the number of each example's class. */
  List<Integer> labels() {
    List<Integer> labels = new ArrayList<>(size());
    for (int label : examples.labels()) {
      labels.addAll(Collections.nCopies(views, label));
    }
    return labels;
  }

  /** Returns {@code [numbers, features]}, which the caller closes. */
  TFloat32 bottlenecks(int... numbers) {
    int features = features();
    float[] values = new float[Math.multiplyExact(numbers.length, features)];
    for (int i = 0; i < numbers.length; i++) {
      examples.copy(numbers[i] / views, firstVariant + numbers[i] % views, values, i * features);
    }
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(numbers.length, features));
    FloatDataBuffer data = tensor.asRawTensor().data().asFloats();
    data.write(values);
    return tensor;
  }

  /** Returns {@code [numbers]}: the numbers of their classes; the caller closes it. */
  TInt32 labels(int... numbers) {
    TInt32 tensor = TInt32.tensorOf(Shape.of(numbers.length));
    for (int i = 0; i < numbers.length; i++) {
      tensor.setInt(examples.label(numbers[i] / views), i);
    }
    return tensor;
  }
}
