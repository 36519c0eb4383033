package org.imagebeam.quantize;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.QuantizationPlan;

/** Says of each layer how far its rounding moves the answer, or why it stays float32. */
final class LayerVerdicts {
  private final Map<String, Double> errors = new LinkedHashMap<>();
  private final Map<String, String> float32;

  /**
   * Goes through all layers.
   *
   * @param plan of all layers that could be int8
   * @param unseen the convolutions whose values weren't seen
   * @param all with all layers rounded that can be
   * @param chosen what became of it
   */
  LayerVerdicts(
      QuantizationPlan plan,
      Set<String> unseen,
      GraphQuantizer.Quantized all,
      LayerChoice.Chosen chosen,
      Sensitivity sensitivity) {
    float32 = new LinkedHashMap<>(plan.obstacles());
    for (String layer : plan.convolutions()) {
      if (unseen.contains(layer)) {
        float32.put(layer, "its values can't be fetched, or are no float32");
      } else if (all.bordered().contains(layer)) {
        float32.put(
            layer, "it sees a border of zeros around values below 0, of a width that isn't known");
      } else if (chosen.inexact().contains(layer)) {
        float32.put(
            layer,
            String.format(
                Locale.ROOT,
                "too inexact in int8: alone it takes %.6f off the cosine",
                sensitivity.of(all.plan(), layer)));
      }
    }
    for (String layer : chosen.quantized().layers()) {
      errors.put(layer, sensitivity.of(all.plan(), layer));
    }
  }

  /** Returns 1 minus the cosine for each int8 layer, by convolution, where it alone is rounded. */
  Map<String, Double> errors() {
    return errors;
  }

  /** Returns why layers stay float32, by convolution or product. */
  Map<String, String> float32() {
    return float32;
  }
}
