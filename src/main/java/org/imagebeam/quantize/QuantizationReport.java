package org.imagebeam.quantize;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says what became of a model.
 *
 * @param record which layers are int8, and how near the network is to the one that it was made of
 * @param between the float32 ops between int8 layers, and how many there are of each
 * @param unreadable what was left out, a sentence for each file, and for each place that couldn't
 *     be listed
 * @param bytesBefore of the graph file
 * @param bytesAfter of the quantized graph file
 */
public record QuantizationReport(
    QuantizationRecord record,
    Map<String, Integer> between,
    List<String> unreadable,
    long bytesBefore,
    long bytesAfter) {
  public QuantizationReport {
    between = Collections.unmodifiableMap(new TreeMap<>(between));
    unreadable = List.copyOf(unreadable);
  }

  /** Returns the quantized model's id. */
  public String id() {
    return record.model();
  }

  /** Returns the layers whose weights are int8 now, by name. */
  public List<String> int8() {
    return List.copyOf(record.errors().keySet());
  }

  /** Returns the convolutions and products that stay float32, by name. */
  public List<String> floats() {
    return List.copyOf(record.float32().keySet());
  }

  /** Returns the number of images that the ranges are of. */
  public int images() {
    return record.images();
  }

  /** Returns how near the network is to the one that it was made of. */
  public Fidelity fidelity() {
    return record.fidelity();
  }
}
