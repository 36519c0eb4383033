package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.model.ModelSpec;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * The values that pixels of 0 to 255 have after a model's stated mean and scale.
 *
 * @param channels the least and the greatest value of each channel
 * @param stated whether the model states a mean or a scale
 */
record PixelRange(List<Range> channels, boolean stated) {
  private static final float WHITE = 255;

  /** Fewer whole numbers than these make an image unrecognisable. */
  private static final int FEWEST_LEVELS = 16;

  /** The share of a range that a dtype has to hold; what is outside is clipped. */
  private static final float LEAST_SHARE = 0.75f;

  /** The values of a channel. */
  record Range(float least, float greatest) {
    float span() {
      return greatest - least;
    }
  }

  PixelRange {
    channels = List.copyOf(channels);
  }

  static PixelRange of(ModelSpec spec) {
    List<Range> channels = new ArrayList<>();
    for (int i = 0; i < spec.channelMeans().size(); i++) {
      float mean = spec.channelMeans().get(i);
      float scale = spec.channelScales().get(i);
      float black = (0 - mean) * scale;
      float white = (WHITE - mean) * scale;
      channels.add(new Range(Math.min(black, white), Math.max(black, white)));
    }
    return new PixelRange(channels, spec.statesPixels());
  }

  /** Says why a graph whose input holds whole numbers can't take these values, if it can't. */
  Optional<String> misfit(GraphDef graph, String input) {
    if (!stated) {
      return Optional.empty();
    }
    String name = input.replaceFirst(":0$", "");
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .map(node -> node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType())
        .filter(Dtypes.LIMITS::containsKey)
        .flatMap(dtype -> misfit(name, dtype).stream())
        .findFirst();
  }

  private Optional<String> misfit(String name, DataType dtype) {
    Optional<float[]> limits = requireNonNull(Dtypes.LIMITS.get(dtype));
    return channels.stream()
        .filter(range -> !fits(range, limits))
        .findFirst()
        .map(
            range ->
                String.format(
                    Locale.ROOT,
                    "\"mean\" and \"scale\" make pixels of %.4g to %.4g, and node '%s' takes %s,"
                        + " which can't hold them as whole numbers: leave both out of model.json, or"
                        + " name the node behind its cast as the input",
                    range.least(),
                    range.greatest(),
                    name,
                    Dtypes.name(dtype)));
  }

  private static boolean fits(Range range, Optional<float[]> limits) {
    float least = limits.map(limit -> Math.max(limit[0], range.least())).orElse(range.least());
    float greatest =
        limits.map(limit -> Math.min(limit[1], range.greatest())).orElse(range.greatest());
    float held = greatest - least;
    return held >= FEWEST_LEVELS && held >= LEAST_SHARE * range.span();
  }
}
