package org.imagebeam.graph.int8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagebeam.session.Int8Kernels;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.proto.GraphDef;

/**
 * Runs {@link SmallNetwork} as it was rounded, and in int8. Prints whether there are kernels for
 * that, and then how far the two answers are apart, as a part of the largest value, the same at the
 * edge of the images behind a layer that pads with zeros around values below 0, and the answer in
 * int8.
 */
final class Int8Trials {
  private Int8Trials() {}

  public static void main(String[] args) {
    boolean available = Int8Kernels.areAvailable(SessionOptions.DEFAULT);
    System.out.println(available);
    if (!available) {
      return;
    }
    List<String> outputs = List.of(SmallNetwork.OUTPUT, "bordered");
    GraphDef rounded = SmallNetwork.quantized(SmallNetwork.graph(), outputs).graph();
    GraphDef int8 = Int8Rewriter.rewrite(rounded, outputs);
    Map<String, float[]> float32 = SmallNetwork.run(rounded, false, outputs);
    Map<String, float[]> fused = SmallNetwork.run(int8, true, outputs);
    float[] actual = fused.get(SmallNetwork.OUTPUT);
    print(float32.get(SmallNetwork.OUTPUT), actual);
    print(SmallNetwork.edge(float32.get("bordered")), SmallNetwork.edge(fused.get("bordered")));
    System.out.println(
        IntStream.range(0, actual.length)
            .mapToObj(i -> String.format(Locale.ROOT, "%.6f", actual[i]))
            .collect(Collectors.joining(" ")));
  }

  private static void print(float[] expected, float[] actual) {
    System.out.printf(
        Locale.ROOT,
        "%.4f%n",
        SmallNetwork.difference(expected, actual) / SmallNetwork.largest(expected));
  }
}
