package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A layer of a network.
 *
 * @param name of its node
 * @param op of its node
 * @param kernel height and width of a convolution's or pool's window, else empty
 * @param stride likewise, of its steps
 * @param padding {@code SAME}, {@code VALID} or {@code EXPLICIT}, else empty
 * @param output the shape of what it gives for one picture
 * @param parameters as {@link GraphSummary} counts them; those of the biases and batch norms right
 *     behind the layer are with it
 * @param multiplyAdds for one picture, likewise
 */
public record LayerSummary(
    String name,
    String op,
    List<Long> kernel,
    List<Long> stride,
    String padding,
    List<Long> output,
    long parameters,
    long multiplyAdds) {
  public LayerSummary {
    requireNonNull(name, "name is null");
    requireNonNull(op, "op is null");
    requireNonNull(padding, "padding is null");
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    output = List.copyOf(output);
  }

  LayerSummary plus(long moreParameters) {
    return new LayerSummary(
        name, op, kernel, stride, padding, output, parameters + moreParameters, multiplyAdds);
  }
}
