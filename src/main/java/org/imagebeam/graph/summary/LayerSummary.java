package org.imagebeam.graph.summary;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A layer of a network.
 *
 * @param name of its node
 * @param op of its node
 * @param kernel height and width of a convolution's or pool's window (before them the depth, if it
 *     has one), else empty
 * @param stride likewise, of its steps
 * @param padding {@code SAME}, {@code VALID} or {@code EXPLICIT}, else empty
 * @param output the shape of what it gives for one image, -1 for a size that isn't known; empty if
 *     not even the number of dimensions is
 * @param parameters as {@link GraphSummary} counts them; those of the biases and batch norms right
 *     behind the layer are with it; empty if a shape isn't known
 * @param multiplyAdds for one image, likewise
 */
public record LayerSummary(
    String name,
    String op,
    List<Long> kernel,
    List<Long> stride,
    String padding,
    Optional<List<Long>> output,
    OptionalLong parameters,
    OptionalLong multiplyAdds) {
  public LayerSummary {
    requireNonNull(name, "name is null");
    requireNonNull(op, "op is null");
    requireNonNull(padding, "padding is null");
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    output = output.map(List::copyOf);
    requireNonNull(parameters, "parameters is null");
    requireNonNull(multiplyAdds, "multiplyAdds is null");
  }

  LayerSummary plus(OptionalLong more) {
    OptionalLong sum =
        parameters.isEmpty() || more.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(parameters.getAsLong() + more.getAsLong());
    return new LayerSummary(name, op, kernel, stride, padding, output, sum, multiplyAdds);
  }
}
