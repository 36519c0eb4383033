package org.imagebeam.classify.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.local.Json;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * The file of a ledger that says in words what the ids in the tables' column {@code settings} stand
 * for. Only messages depend on it: where it is missing or damaged, they say less.
 */
public final class LedgerSettings {
  private static final long MAX_BYTES = 1 << 24;

  private LedgerSettings() {}

  /**
   * The settings of each id.
   *
   * @throws IOException if the file is there and can't be read
   */
  public static Map<String, Map<String, String>> read(String file) throws IOException {
    Optional<byte[]> content = Storage.readIfPresent(file, MAX_BYTES);
    if (content.isEmpty()) {
      return Map.of();
    }
    try {
      Map<String, Map<String, String>> known =
          Json.INDENTED.readValue(
              content.get(), new TypeReference<TreeMap<String, Map<String, String>>>() {});
      boolean whole = known != null && !known.containsValue(null);
      return whole ? known : Map.of();
    } catch (JsonProcessingException e) {
      return Map.of();
    }
  }

  /** Adds the settings, if they aren't there. */
  public static void add(String file, RowSettings settings) throws IOException {
    Map<String, Map<String, String>> known = new TreeMap<>(read(file));
    if (!settings.values().equals(known.put(settings.id(), settings.values()))) {
      AtomicFile.write(file, Json.INDENTED.writeValueAsBytes(known));
    }
  }
}
