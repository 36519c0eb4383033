package org.imagebeam.graph.int8;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagebeam.session.Int8Kernels;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.proto.GraphDef;

/**
 * Runs {@link SmallNetwork} as it was rounded, and in int8. Prints whether there are kernels for
 * that, and then how far the two answers are apart, as a part of the largest value, and the answer
 * in int8.
 */
final class Int8Trials {
  private Int8Trials() {}

  public static void main(String[] args) {
    boolean available = Int8Kernels.areAvailable(SessionOptions.DEFAULT);
    System.out.println(available);
    if (!available) {
      return;
    }
    List<String> outputs = List.of(SmallNetwork.OUTPUT);
    GraphDef rounded = SmallNetwork.quantized(SmallNetwork.graph(), outputs).graph();
    GraphDef int8 = Int8Rewriter.rewrite(rounded, outputs);
    float[] expected = SmallNetwork.run(rounded, false, outputs).get(SmallNetwork.OUTPUT);
    float[] actual = SmallNetwork.run(int8, true, outputs).get(SmallNetwork.OUTPUT);
    System.out.printf(
        Locale.ROOT,
        "%.4f%n",
        SmallNetwork.difference(expected, actual) / SmallNetwork.largest(expected));
    System.out.println(
        IntStream.range(0, actual.length)
            .mapToObj(i -> String.format(Locale.ROOT, "%.6f", actual[i]))
            .collect(Collectors.joining(" ")));
  }
}
