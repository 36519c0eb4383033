package org.imagebeam.model;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagebeam.local.InvalidValueException;

/** What networks were trained to take for pixels of 0 to 255, under the names that people know. */
public enum PixelPreset {
  /** From -1 to 1: Inception, MobileNet, Xception, NASNet, ResNet V2. */
  INCEPTION("-1 to 1", List.of(127.5), List.of(1 / 127.5)),
  /** From 0 to 1. */
  UNIT("0 to 1", List.of(0.0), List.of(1 / 255.0)),
  /**
   * From 0 to 1, then ImageNet's mean taken off and divided by its deviation: DenseNet, PyTorch.
   */
  TORCH(
      "by ImageNet's mean and deviation",
      List.of(0.485 * 255, 0.456 * 255, 0.406 * 255),
      List.of(1 / (0.229 * 255), 1 / (0.224 * 255), 1 / (0.225 * 255))),
  /** Blue first, ImageNet's mean taken off: VGG and ResNet of Keras. */
  CAFFE("blue, green, red without their mean", List.of(123.68, 116.779, 103.939), List.of(1.0)),
  /** From 0 to 255: EfficientNet, MobileNetV3, ConvNeXt of Keras, which scale by themselves. */
  NONE("0 to 255", List.of(0.0), List.of(1.0));

  private final String range;
  private final ImmutableList<Float> mean;
  private final ImmutableList<Float> scale;

  PixelPreset(String range, List<Double> mean, List<Double> scale) {
    this.range = range;
    this.mean = floats(mean);
    this.scale = floats(scale);
  }

  private static ImmutableList<Float> floats(List<Double> numbers) {
    return numbers.stream().map(Double::floatValue).collect(ImmutableList.toImmutableList());
  }

  /** Finds the preset of a name, whatever its case. */
  public static Optional<PixelPreset> of(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.text().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * Finds the preset of a name, whatever its case.
   *
   * @throws InvalidValueException if there is none
   */
  public static PixelPreset require(String name) {
    return of(name)
        .orElseThrow(
            () ->
                InvalidValueException.of(
                    "preprocessing", "must be one of " + list() + ", not " + name));
  }

  /** Returns all names, with what each gives. */
  public static String list() {
    return Arrays.stream(values())
        .map(preset -> preset.text() + " (" + preset.range + ")")
        .collect(Collectors.joining(", "));
  }

  /** Returns all names, in quotes. */
  static String names() {
    return Arrays.stream(values())
        .map(preset -> '"' + preset.text() + '"')
        .collect(Collectors.joining(", "));
  }

  /** Returns the name that users write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the values that the network gets, in words. */
  public String range() {
    return range;
  }

  /** Returns what is taken off: one number, or three for red, green and blue. */
  public List<Float> mean() {
    return mean;
  }

  /** Returns what is multiplied with then: one number, or three for red, green and blue. */
  public List<Float> scale() {
    return scale;
  }

  /** Whether blue comes first. */
  public boolean isBlueFirst() {
    return this == CAFFE;
  }
}
