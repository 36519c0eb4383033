package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
 * @param load average number of running processes in the minute before
 */
record Machine(String cpu, Set<String> flags, int processors, double load) {
  static final String AMX = "amx_bf16";

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String FLAGS = "avx2|fma|avx512f|avx512_vnni|avx512_bf16|avx_vnni|amx_.*";
  private static final Splitter COLON = Splitter.on(':').limit(2).trimResults();
  private static final Splitter BLANKS = Splitter.on(' ').omitEmptyStrings();

  /** Of the processors, how much may be busy with other things before figures suffer. */
  private static final double QUIET = 0.1;

  static Machine ours() throws IOException {
    return of(
        Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  static Machine of(List<String> cpuInfo, int processors, double load) {
    Set<String> flags = new TreeSet<>();
    BLANKS
        .splitToStream(value(cpuInfo, "flags"))
        .filter(flag -> flag.matches(FLAGS))
        .forEach(flags::add);
    String cpu = value(cpuInfo, "model name");
    return new Machine(
        cpu.isEmpty() ? System.getProperty("os.arch") : cpu, flags, processors, load);
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
    return load <= QUIET * processors;
  }

  /** Lines for the head of the table. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors (%s)%n%s %s, Java %s, TensorFlow %s, Beam %s%nload at the start %.2f%s%n",
        cpu,
        processors,
        String.join(" ", flags),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        TensorFlow.version(),
        ReleaseInfo.getReleaseInfo().getVersion(),
        load,
        quiet() ? "" : ": OTHERS WERE AT WORK, the figures are too low");
  }
}
