package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Describes how a JVM was started, as far as its speed and its memory depend on it.
 *
 * @param flags its flags in their order; of system properties that may be secret (a proxy's
 *     password) and of agents only the names
 * @param environment the variables that {@code src/dist/environment} names and that are set
 */
public record JvmSettings(List<String> flags, Map<String, String> environment) {
  private static final Pattern HARMLESS =
      Pattern.compile(
          "-D(imagebeam|java\\.awt|org\\.bytedeco|org\\.slf4j)\\..*"
              + "|-D(file|sun\\.jnu)\\.encoding=.*",
          Pattern.DOTALL);

  /** Copies both. */
  public JvmSettings {
    flags = List.copyOf(requireNonNull(flags, "flags is null"));
    environment =
        Collections.unmodifiableSortedMap(
            new TreeMap<>(requireNonNull(environment, "environment is null")));
  }

  /** Returns the settings of this JVM. */
  public static JvmSettings current() {
    return of(ManagementFactory.getRuntimeMXBean().getInputArguments(), System.getenv());
  }

  static JvmSettings of(List<String> arguments, Map<String, String> variables) {
    Map<String, String> environment = new TreeMap<>(variables);
    environment.keySet().retainAll(RecommendedEnvironment.settings().keySet());
    return new JvmSettings(arguments.stream().map(JvmSettings::shown).toList(), environment);
  }

  private static String shown(String flag) {
    int value = flag.indexOf('=');
    boolean maybeSecret =
        (flag.startsWith("-D") && !HARMLESS.matcher(flag).matches())
            || flag.startsWith("-javaagent:")
            || flag.startsWith("-agent");
    return maybeSecret && value >= 0 ? flag.substring(0, value) + "=…" : flag;
  }
}
