package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.tensorflow.TensorFlow;

/**
 * What the figures hold for.
 *
 * @param cpu as it calls itself
 * @param flags those of its instruction sets that matter to convolutions
 * @param processors that Java sees
 * @param busy how much of the processors others had just before, of 1
 */
record Machine(String cpu, Set<String> flags, int processors, double busy) {
  static final String AMX = "amx_bf16";

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String FLAGS = "avx2|fma|avx512f|avx512_vnni|avx512_bf16|avx_vnni|amx_.*";
  private static final Splitter COLON = Splitter.on(':').limit(2).trimResults();
  private static final Splitter BLANKS = Splitter.on(' ').omitEmptyStrings();

  /** Of the processors, how much may be busy with other things before figures suffer. */
  private static final double QUIET = 0.1;

  private static final long LOOK_MILLIS = 2000;

  /** This machine, after a look at what else it does. */
  static Machine ours() throws IOException, InterruptedException {
    Processors before = Processors.now();
    Thread.sleep(LOOK_MILLIS);
    return of(
        Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of(),
        Runtime.getRuntime().availableProcessors(),
        Processors.now().busySince(before));
  }

  static Machine of(List<String> cpuInfo, int processors, double busy) {
    Set<String> flags = new TreeSet<>();
    BLANKS
        .splitToStream(value(cpuInfo, "flags"))
        .filter(flag -> flag.matches(FLAGS))
        .forEach(flags::add);
    String cpu = value(cpuInfo, "model name");
    return new Machine(
        cpu.isEmpty() ? System.getProperty("os.arch") : cpu, flags, processors, busy);
  }

  private static String value(List<String> cpuInfo, String key) {
    return cpuInfo.stream()
        .map(COLON::splitToList)
        .filter(line -> line.size() == 2 && line.get(0).equals(key))
        .map(line -> line.get(1))
        .findFirst()
        .orElse("");
  }

  boolean quiet() {
    return busy <= QUIET;
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
        cpu,
        processors,
        String.join(" ", flags),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        TensorFlow.version(),
        ReleaseInfo.getReleaseInfo().getVersion(),
        100 * busy,
        quiet() ? "" : ": TOO MUCH, the figures are too low");
  }
}
