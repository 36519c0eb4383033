package org.imagebeam.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.imagebeam.local.OpenFiles;
import org.imagebeam.session.CpuFeatures;

/** Looks at the system, the processor, and what a container allows of them. */
final class MachineFindings {
  /** The flags on which it depends how fast a network runs, as Linux names them. */
  private static final List<String> FLAGS =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_int8",
          "amx_bf16");

  private MachineFindings() {}

  static List<Finding> all() {
    List<Finding> found = new ArrayList<>();
    found.add(
        Finding.fine(
            "system",
            Stream.of("os.name", "os.version", "os.arch")
                .map(System::getProperty)
                .reduce((a, b) -> a + " " + b)
                .orElseThrow()));
    found.add(processor(CpuFeatures.local()));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      found.add(memory(system.getTotalMemorySize(), memoryOfMachine()));
    }
    OpenFiles.limit().ifPresent(most -> found.add(openFiles(most)));
    return found;
  }

  private static Finding processor(CpuFeatures processor) {
    String name = processor.name().isEmpty() ? "of an unknown name" : processor.name();
    List<String> flags = FLAGS.stream().filter(processor.flags()::contains).toList();
    long all = lines(Path.of("/proc/cpuinfo"), "processor").count();
    int usable = Runtime.getRuntime().availableProcessors();
    return Finding.fine(
        "processor",
        name
            + ", with "
            + (flags.isEmpty() ? "none of the flags that matter" : String.join(" ", flags))
            + "; Java may use "
            + usable
            + (all > usable ? " of its " + all + " threads (by the container or -XX)" : ""));
  }

  private static Finding openFiles(long most) {
    String text = String.format(Locale.ROOT, "%,d at most", most);
    return OpenFiles.areScarce()
        ? Finding.remark(
            "open files",
            text
                + ", and the class path has "
                + OpenFiles.classPathEntries()
                + " entries: raise the limit (ulimit -n 1024, or nofile of the container)")
        : Finding.fine("open files", text);
  }

  /** Java says what the container allows, if it is less than the machine has. */
  private static Finding memory(long allowed, OptionalLong ofMachine) {
    String text = String.format(Locale.ROOT, "%,d MiB", allowed >> 20);
    return Finding.fine(
        "memory",
        ofMachine.isPresent() && allowed < ofMachine.getAsLong()
            ? String.format(
                Locale.ROOT,
                "%s by the container, of the machine's %,d MiB",
                text,
                ofMachine.getAsLong() >> 20)
            : text);
  }

  private static OptionalLong memoryOfMachine() {
    return lines(Path.of("/proc/meminfo"), "MemTotal:")
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst();
  }

  private static Stream<String> lines(Path file, String start) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(start));
    } catch (IOException e) {
      // Not Linux.
      return Stream.empty();
    }
  }
}
