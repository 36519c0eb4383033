package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Ints;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;

/**
 * The images of one side that can be used, with their bottlenecks. Immutable, safe for use by many
 * threads.
 */
public final class BottleneckExamples {
  private final BottleneckIndex slots;
  private final VectorStore vectors;
  private final int[] images;

  /**
   * @param images the numbers of the images in {@code slots}, all of whose vectors are there
   */
  public BottleneckExamples(BottleneckIndex slots, VectorStore vectors, List<Integer> images) {
    this.slots = requireNonNull(slots, "slots is null");
    this.vectors = requireNonNull(vectors, "vectors is null");
    this.images = Ints.toArray(images);
  }

  public int size() {
    return images.length;
  }

  /** Returns an example, counted from 0 in the order of the paths. */
  public LabelledImage image(int example) {
    return slots.image(images[example]);
  }

  /** Returns the number of its class. */
  public int label(int example) {
    return image(example).label();
  }

  /** Returns the numbers of the classes of all. */
  public List<Integer> labels() {
    int[] labels = new int[images.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return Collections.unmodifiableList(Ints.asList(labels));
  }

  /** Returns how many vectors each example has: the image as it is, and its distorted copies. */
  public int variants() {
    return images.length == 0 ? 1 : slots.variants(images[0]);
  }

  /** Returns the length of a vector. */
  public int features() {
    return vectors.length();
  }

  /** Returns the bottleneck of the image as it is: where it is kept, to be read only. */
  public FloatBuffer vector(int example) {
    return vector(example, 0);
  }

  /** Returns the bottleneck of a variant of the image, to be read only. */
  public FloatBuffer vector(int example, int variant) {
    return vectors.get(slot(example, variant));
  }

  /** Copies the bottleneck of a variant into an array, {@link #features} values from an offset. */
  public void copy(int example, int variant, float[] into, int offset) {
    vectors.copy(slot(example, variant), into, offset);
  }

  private int slot(int example, int variant) {
    int image = images[example];
    if (variant < 0 || variant >= slots.variants(image)) {
      throw new IndexOutOfBoundsException(
          "variant " + variant + " of " + slots.variants(image) + " was asked for");
    }
    return slots.first(image) + variant;
  }
}
