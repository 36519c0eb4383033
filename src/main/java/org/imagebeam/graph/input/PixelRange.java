package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.graph.Dtypes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/**
 * The values that pixels of 0 to 255 have after a model's stated mean and scale. Immutable.
 *
 * @param channels the least and the greatest value of each channel
 */
public record PixelRange(List<Range> channels) {
  private static final float WHITE = 255;

  /** Fewer whole numbers than these make an image unrecognisable. */
  private static final int FEWEST_LEVELS = 16;

  /** The share of a range that a dtype has to hold; what is outside is clipped. */
  private static final float LEAST_SHARE = 0.75f;

  /** The values of a channel. */
  public record Range(float least, float greatest) {
    float span() {
      return greatest - least;
    }
  }

  public PixelRange {
    channels = List.copyOf(channels);
  }

  /**
   * Applies means and scales to black and white.
   *
   * @param means of red, green and blue
   * @param scales likewise
   */
  public static PixelRange of(List<Float> means, List<Float> scales) {
    List<Range> channels = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      float mean = means.get(i);
      float scale = scales.get(i);
      float black = (0 - mean) * scale;
      float white = (WHITE - mean) * scale;
      channels.add(new Range(Math.min(black, white), Math.max(black, white)));
    }
    return new PixelRange(channels);
  }

  /** Says why a graph whose input holds whole numbers can't take these values, if it can't. */
  public Optional<String> misfit(GraphDef graph, String input) {
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
