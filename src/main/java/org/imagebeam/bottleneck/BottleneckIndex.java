package org.imagebeam.bottleneck;

import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Gives each wanted bottleneck a number: those of an image's variants follow each other, in the
 * order of the images. Immutable.
 */
public final class BottleneckIndex {
  private final List<LabelledImage> images;
  private final Map<String, Integer> imagesByPath;

  /** Of each image the first number; behind the last, how many there are. */
  private final int[] first;

  /**
   * @param images none twice
   * @throws ArithmeticException if more are wanted than there are numbers
   */
  public BottleneckIndex(List<LabelledImage> images, BottleneckSettings settings) {
    this.images = List.copyOf(images);
    this.imagesByPath = Maps.newHashMapWithExpectedSize(images.size());
    this.first = new int[images.size() + 1];
    for (int i = 0; i < images.size(); i++) {
      imagesByPath.put(images.get(i).path(), i);
      first[i + 1] = Math.addExact(first[i], settings.variants(images.get(i).side()));
    }
  }

  /** Returns how many bottlenecks are wanted. */
  public int count() {
    return first[images.size()];
  }

  int images() {
    return images.size();
  }

  LabelledImage image(int index) {
    return images.get(index);
  }

  public int first(int image) {
    return first[image];
  }

  int variants(int image) {
    return first[image + 1] - first[image];
  }

  /** Returns the image that a number belongs to. */
  int imageOf(int slot) {
    int found = Arrays.binarySearch(first, 0, images.size(), slot);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * Returns the number of a bottleneck, or -1 if it isn't wanted: of another file, or one that
   * changed.
   */
  int slot(BottleneckKey key) {
    Integer image = imagesByPath.get(key.path());
    if (image == null || !key.isOf(images.get(image).file())) {
      return -1;
    }
    boolean wanted = key.variant() >= 0 && key.variant() < variants(image);
    return wanted ? first[image] + key.variant() : -1;
  }
}
