package org.imagebeam.pipeline;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.harness.JvmInitializer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once on a worker whose JVM lacks what imagebeam is run with elsewhere. {@code
 * scripts/imagebeam} sets it; on a cluster whoever starts the workers has to. Called by Beam's SDK
 * harness and by Dataflow's workers, through {@link java.util.ServiceLoader}.
 */
public final class WorkerCheck implements JvmInitializer {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCheck.class);
  private static final AtomicBoolean DONE = new AtomicBoolean();

  @Override
  public void beforeProcessing(PipelineOptions options) {
    if (DONE.getAndSet(true)) {
      return;
    }
    List<String> missing =
        missing(
            System.getenv(),
            System.getProperty("os.name", ""),
            System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));
    if (!missing.isEmpty()) {
      LOG.warn(
          "This worker lacks {}: it may be slower, take more memory, use another number of threads,"
              + " or not find files. docs/tuning.md says where to set it on a cluster.",
          String.join(", ", missing));
    }
  }

  /**
   * Names the settings that are not there. A variable with another value than ours counts as set.
   *
   * @param names the charset of file names, as the JVM has it
   */
  static List<String> missing(Map<String, String> environment, String system, String names) {
    List<String> missing = new ArrayList<>();
    RecommendedEnvironment.settings()
        .forEach(
            (name, setting) -> {
              boolean applies =
                  setting.command().isEmpty()
                      && (!name.startsWith("MALLOC_")
                          || system.toLowerCase(Locale.ROOT).contains("linux"));
              if (applies && environment.getOrDefault(name, "").isEmpty()) {
                missing.add(name + "=" + setting.value());
              }
            });
    if (!isUtf8(names)) {
      missing.add("LC_ALL=C.UTF-8 (file names are " + names + ")");
    }
    return missing;
  }

  private static boolean isUtf8(String names) {
    return Charset.isSupported(names) && Charset.forName(names).equals(StandardCharsets.UTF_8);
  }
}
