package org.imagebeam.testing;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Whether the environment lets networks compute in bfloat16 and float16. */
public final class FewDigits {
  private static final List<String> LIMITS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  private FewDigits() {}

  /** Skips the calling test, with the reason, where the environment may forbid it. */
  public static void assumeAllowed() {
    for (String variable : LIMITS) {
      Assumptions.assumeTrue(System.getenv(variable) == null, "the environment sets " + variable);
    }
  }
}
