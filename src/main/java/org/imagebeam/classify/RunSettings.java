package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.InferenceSettings;

/**
 * All that decides which rows a run writes, to the bit, by the names of the options. A run only
 * goes on from one whose settings are the same; but limits may have been raised meanwhile, since
 * images over a limit are tried again.
 */
final class RunSettings {
  private static final String MAX_BYTES = "maxImageBytes";
  private static final String MAX_PIXELS = "maxPixels";

  private RunSettings() {}

  static Map<String, String> of(
      String input, String modelId, InferenceSettings inference, RowSettings rows) {
    ImageLimits limits = inference.limits();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("input", input);
    values.put("model", modelId);
    values.putAll(rows.values());
    values.put("batchSize", Integer.toString(inference.batches().batchSize()));
    values.put("groupSize", Integer.toString(inference.batches().groupSize()));
    values.put(MAX_BYTES, Long.toString(limits.maxBytes()));
    values.put(MAX_PIXELS, Long.toString(limits.maxPixels()));
    return values;
  }

  /** Why one run can't go on from another, a phrase a setting; nothing if it can. */
  static List<String> conflicts(Map<String, String> before, Map<String, String> now) {
    List<String> names = new ArrayList<>(now.keySet());
    names.removeIf(
        name ->
            (name.equals(MAX_BYTES) || name.equals(MAX_PIXELS))
                && isAtLeast(now.getOrDefault(name, ""), before.getOrDefault(name, "")));
    return SettingsDifference.between(names, before, now);
  }

  private static boolean isAtLeast(String now, String before) {
    try {
      return Long.parseLong(now) >= Long.parseLong(before);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
