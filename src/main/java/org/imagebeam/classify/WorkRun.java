package org.imagebeam.classify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.classify.input.InputPatterns;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.ledger.SettingsDifference;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.pipeline.SettingsFile;
import org.imagebeam.storage.FileFilter;
import org.jspecify.annotations.Nullable;

/**
 * Holds what {@code run.json} says of the run that a work folder belongs to. A run only goes on
 * from one whose settings are the same; but limits may have been raised meanwhile, since images
 * over a limit are tried again.
 *
 * @param id names the run's tables in a ledger
 * @param attempt how often it was started
 * @param settings all that decides which rows a run writes, to the bit, by the names of the options
 */
record WorkRun(String id, int attempt, Map<String, String> settings) {
  private static final String ID = "run";
  private static final String ATTEMPT = "attempt";
  private static final String MAX_BYTES = "maxImageBytes";
  private static final String MAX_PIXELS = "maxPixels";
  private static final String LIMIT = "limit";

  /** What may be higher in the run that goes on. */
  private static final Set<String> RAISED = Set.of(MAX_BYTES, MAX_PIXELS, LIMIT);

  /** Releases before this one wrote all settings in one text of that name. */
  private static final String FORMER_SETTINGS = "settings";

  /** Returns the settings of a run. */
  static Map<String, String> settings(ClassifySettings settings, String modelId, RowSettings rows) {
    InferenceSettings inference = settings.inference();
    ImageLimits limits = inference.limits();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("input", InputPatterns.shown(settings.input()));
    FileFilter filter = settings.filter();
    if (!filter.equals(FileFilter.MEANT)) {
      values.put("include", String.join(" ", filter.include()));
      values.put("exclude", String.join(" ", filter.exclude()));
      values.put("all", Boolean.toString(filter.all()));
    }
    values.put("model", modelId);
    values.putAll(rows.values());
    values.put("batchSize", Integer.toString(inference.batches().batchSize()));
    values.put("groupSize", Integer.toString(inference.batches().groupSize()));
    values.put(MAX_BYTES, Long.toString(limits.maxBytes()));
    values.put(MAX_PIXELS, Long.toString(limits.maxPixels()));
    if (settings.policy().retryFailures()) {
      values.put("retryFailures", "true");
    }
    if (settings.policy().limit() != LedgerPolicy.NO_LIMIT) {
      values.put(LIMIT, Long.toString(settings.policy().limit()));
    }
    return values;
  }

  /**
   * Says why a run of other settings can't go on from this one, a phrase a setting; nothing if it
   * can.
   */
  List<String> conflicts(Map<String, String> now) {
    Set<String> union = new LinkedHashSet<>(now.keySet());
    union.addAll(settings.keySet());
    List<String> names = new ArrayList<>(union);
    names.removeIf(
        name ->
            RAISED.contains(name)
                && isAtLeast(limit(name, now.get(name)), limit(name, settings.get(name))));
    return SettingsDifference.between(names, settings, now);
  }

  /** What isn't stated of the number of images isn't limited. */
  private static @Nullable String limit(String name, @Nullable String value) {
    return name.equals(LIMIT) && value == null ? Long.toString(LedgerPolicy.NO_LIMIT) : value;
  }

  private static boolean isAtLeast(@Nullable String now, @Nullable String before) {
    try {
      return now != null && before != null && Long.parseLong(now) >= Long.parseLong(before);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Returns this run, started once more. */
  WorkRun next() {
    return new WorkRun(id, attempt + 1, settings);
  }

  void write(String file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(ID, id);
    values.put(ATTEMPT, Integer.toString(attempt));
    values.putAll(settings);
    new SettingsFile(file).write(values);
  }

  /**
   * Reads the file.
   *
   * @param folder that has to be removed if it can't be resumed
   * @throws SettingsException if the file is damaged, or of a release that noted less
   * @throws IOException if it can't be read
   */
  static WorkRun read(String folder, String file) throws IOException {
    Map<String, String> values;
    try {
      values = new LinkedHashMap<>(new SettingsFile(file).read().orElse(Map.of()));
    } catch (SettingsException e) {
      throw unusable(folder, "its " + WorkFolder.RUN_FILE + " is damaged", e);
    }
    if (values.containsKey(FORMER_SETTINGS)) {
      throw unusable(
          folder,
          "it is of a former release of imagebeam, which didn't note all that rows depend on",
          null);
    }
    String id = values.remove(ID);
    String attempt = values.remove(ATTEMPT);
    if (id == null || attempt == null || !attempt.matches("[1-9][0-9]{0,8}")) {
      throw unusable(folder, "its " + WorkFolder.RUN_FILE + " is damaged", null);
    }
    return new WorkRun(id, Integer.parseInt(attempt), values);
  }

  private static SettingsException unusable(
      String folder, String why, @Nullable SettingsException cause) {
    return new SettingsException(
        "can't go on from the unfinished run in '"
            + folder
            + "': "
            + why
            + "; remove that folder to start anew",
        cause);
  }
}
