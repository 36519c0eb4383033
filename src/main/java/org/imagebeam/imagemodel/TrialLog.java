package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imagebeam.local.Json;
import org.imagebeam.pipeline.Version;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.storage.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;

/**
 * The outcomes of trials on this machine, a small file each, so that a network is tried once on a
 * kind of processor. What can't be read or written is tried again, without a word. Safe for use by
 * many threads and processes.
 */
final class TrialLog {
  private static final Logger LOG = LoggerFactory.getLogger(TrialLog.class);
  private static final String FOLDER = "trials";
  private static final int KEY_DIGITS = 24;

  /** Settings of TensorFlow's own that decide which kernels run. */
  private static final List<String> ENVIRONMENT =
      List.of("TF_ENABLE_ONEDNN_OPTS", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  private final Path folder;

  /**
   * @param cache the folder of the model cache
   */
  TrialLog(Path cache) {
    this.folder = requireNonNull(cache, "cache is null").resolve(FOLDER);
  }

  /** One file's content: what was tried, for people, and what came out. */
  private record Entry(Map<String, String> tried, TrialOutcome outcome) {}

  /**
   * Finds what came out of a trial.
   *
   * @param network all that may alter it, by name, but for this machine and these programs
   */
  Optional<TrialOutcome> find(Map<String, String> network) {
    Map<String, String> tried = here(network);
    Path file = file(tried);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      Entry entry = Json.INDENTED.readValue(Files.readAllBytes(file), Entry.class);
      return entry.tried.equals(tried) ? Optional.of(entry.outcome) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.debug("can't read {}", file, e);
      return Optional.empty();
    }
  }

  void save(Map<String, String> network, TrialOutcome outcome) {
    Map<String, String> tried = here(network);
    Path file = file(tried);
    try {
      Files.createDirectories(folder);
      Entry entry = new Entry(new LinkedHashMap<>(tried), outcome);
      AtomicFile.write(file.toString(), Json.INDENTED.writeValueAsBytes(entry));
    } catch (IOException | RuntimeException e) {
      LOG.debug("can't write {}", file, e);
    }
  }

  private static Map<String, String> here(Map<String, String> network) {
    CpuFeatures processor = CpuFeatures.local();
    Map<String, String> named = new TreeMap<>(network);
    named.put("processor", processor.name());
    named.put("instructions", String.join(" ", new TreeSet<>(processor.flags())));
    named.put("tensorflow", TensorFlow.version());
    // Which ops mix images is known better from release to release.
    named.put("imagebeam", Version.current());
    for (String variable : ENVIRONMENT) {
      String value = System.getenv(variable);
      named.put(variable, value == null ? "" : value);
    }
    return named;
  }

  private Path file(Map<String, String> tried) {
    String key = Hashing.sha256().hashString(tried.toString(), StandardCharsets.UTF_8).toString();
    return folder.resolve(key.substring(0, KEY_DIGITS) + ".json");
  }
}
