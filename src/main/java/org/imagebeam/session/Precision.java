package org.imagebeam.session;

import java.util.Optional;
import org.tensorflow.proto.RewriterConfig;

/** In what a network computes. Its inputs and outputs are float32 in any case. */
public enum Precision {
  /** Computes in the dtypes of the graph; a network that was quantized computes in int8. */
  FLOAT32,

  /** Computes in int8, of a network that was quantized; others aren't taken. */
  INT8,

  /**
   * Convolutions and matrix products of bfloat16, by TensorFlow's oneDNN rewrite. Pays only on a
   * processor with AMX: with AVX-512's bfloat16 alone it was slower than float32, and on others
   * TensorFlow leaves the graph as it is.
   */
  BFLOAT16 {
    @Override
    public Optional<String> adviceFor(CpuFeatures processor) {
      if (processor.hasBfloat16Amx()) {
        return Optional.empty();
      }
      String name = processor.name().isEmpty() ? "this processor" : processor.name();
      return Optional.of(
          "bfloat16 pays only on a processor with AMX, and "
              + name
              + " is not known to have it: without, bfloat16 is slower than float32, or no"
              + " different. Leave it out here");
    }

    @Override
    void configure(RewriterConfig.Builder rewrites) {
      rewrites.setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
    }
  };

  /** What to tell a user who asks for it on such a processor, if it is no good there. */
  public Optional<String> adviceFor(CpuFeatures processor) {
    return Optional.empty();
  }

  /** Asks TensorFlow's graph rewriter for what the precision needs. */
  void configure(RewriterConfig.Builder rewrites) {}
}
