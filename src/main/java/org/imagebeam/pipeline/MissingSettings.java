package org.imagebeam.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names what imagebeam is run with elsewhere and this JVM lacks. */
public final class MissingSettings {
  private static final String RESOURCE = "/META-INF/imagebeam/jvm.options";

  /** The flags that state the size of the heap. */
  private static final Set<String> SIZES = Set.of("-Xmx", "MaxHeapSize");

  /** The flags that are of no use beside one of those. */
  private static final Set<String> BY_MEMORY = Set.of("MaxRAMPercentage", "MaxNewSize");

  private MissingSettings() {}

  /**
   * Names the flags of {@code src/dist/jvm.options} that were not given. One with another value
   * counts as given; those of the serial collector are left out if another collector is asked for.
   *
   * @param arguments of this JVM
   * @throws IOException if the list can't be read
   */
  public static List<String> flags(List<String> arguments) throws IOException {
    try (InputStream in = MissingSettings.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the class path lacks " + RESOURCE);
      }
      return flags(new String(in.readAllBytes(), StandardCharsets.UTF_8), arguments);
    }
  }

  static List<String> flags(String recommended, List<String> arguments) {
    Set<String> given = arguments.stream().map(MissingSettings::key).collect(Collectors.toSet());
    boolean sized = given.stream().anyMatch(SIZES::contains);
    boolean otherCollector =
        given.stream().anyMatch(key -> key.matches("Use.*GC") && !key.equals("UseSerialGC"));
    return recommended
        .lines()
        .takeWhile(line -> !(otherCollector && line.startsWith("# The collector")))
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .filter(flag -> !given.contains(key(flag)))
        .filter(flag -> !(sized && BY_MEMORY.contains(key(flag))))
        .toList();
  }

  /** What a flag is of, without its value. */
  private static String key(String flag) {
    if (flag.startsWith("-XX:")) {
      String name = flag.substring("-XX:".length()).replaceFirst("^[+-]", "");
      return name.replaceFirst("=.*", "");
    }
    return flag.startsWith("-Xlog") || flag.startsWith("-D")
        ? flag.replaceFirst("=.*", "")
        : flag.replaceFirst("^(-Xm[sxn]).*", "$1");
  }

  /** Names the environment variables that are not there; one with another value is. */
  public static List<String> environment() {
    return WorkerCheck.missing(
        System.getenv(),
        System.getProperty("os.name", ""),
        System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
  }
}
