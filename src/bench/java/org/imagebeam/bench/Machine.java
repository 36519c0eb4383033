package org.imagebeam.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.imagebeam.session.CpuFeatures;
import org.tensorflow.TensorFlow;

/**
 * What the figures hold for.
 *
 * @param processor of which kind they are
 * @param count how many Java sees
 * @param busy how much of them others had just before, of 1
 */
record Machine(CpuFeatures processor, int count, double busy) {
  private static final String FLAGS = "avx2|fma|avx512f|avx512_vnni|avx512_bf16|avx_vnni|amx_.*";

  /** How much others may have before figures suffer. */
  private static final double QUIET = 0.1;

  private static final long LOOK_MILLIS = 2000;

  /** This machine, after a look at what else it does. */
  static Machine ours() throws IOException, InterruptedException {
    Processors before = Processors.now();
    Thread.sleep(LOOK_MILLIS);
    return new Machine(
        CpuFeatures.local(),
        Runtime.getRuntime().availableProcessors(),
        Processors.now().busySince(before));
  }

  /** MiB of memory that there are. */
  static double mebibytes() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize() / (double) (1 << 20);
  }

  boolean quiet() {
    return busy <= QUIET;
  }

  /** Those of its instruction sets that matter to convolutions. */
  List<String> flags() {
    return processor.flags().stream().filter(flag -> flag.matches(FLAGS)).sorted().toList();
  }

  /** Lines for the head of the table. */
  String text() {
    return String.format(
        Locale.ROOT,
        """
        %s, %d processors (%s)
        %s %s, Java %s, TensorFlow %s, Beam %s
        at the start others had %.0f %% of the processors%s
        """,
        processor.name(),
        count,
        String.join(" ", flags()),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        TensorFlow.version(),
        ReleaseInfo.getReleaseInfo().getVersion(),
        100 * busy,
        quiet() ? "" : ": TOO MUCH, the figures are too low");
  }
}
