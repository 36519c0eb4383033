package org.imagebeam.quantize;

import java.util.List;

/**
 * Says what became of a model.
 *
 * @param id of the quantized model
 * @param int8 the layers whose weights are int8 now, by name
 * @param floats the convolutions and matrix products that stay float32, by name
 * @param images that the ranges are of
 * @param unreadable what was left out, a sentence for each file, and for each place that couldn't
 *     be listed
 * @param fidelity how near it is to the model that it was made of
 * @param bytesBefore of the graph file
 * @param bytesAfter of the quantized graph file
 */
public record QuantizationReport(
    String id,
    List<String> int8,
    List<String> floats,
    int images,
    List<String> unreadable,
    Fidelity fidelity,
    long bytesBefore,
    long bytesAfter) {
  public QuantizationReport {
    int8 = List.copyOf(int8);
    floats = List.copyOf(floats);
    unreadable = List.copyOf(unreadable);
  }
}
