package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.ModelFolder;

/**
 * All that decides what a row says of an image, beside the model's graph, by names that a user
 * knows. Immutable.
 *
 * @param values by name, in the order of the names
 */
public record RowSettings(ImmutableSortedMap<String, String> values) implements Serializable {
  /** What the labels are called; the value is a digest. */
  static final String LABELS = "labels";

  /** What the model folder says of its graph. */
  static final String MODEL_JSON = "model.json";

  /** Which release's rows they are; raised when the same settings come to give other rows. */
  static final String FORMAT = "format";

  private static final String CURRENT_FORMAT = "1";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * Members of {@code model.json} that no row depends on. The graph's digest is compared by itself.
   */
  private static final Set<String> UNUSED =
      Set.of(
          "bottleneck", "sha256", "name", "description", "comment", "licence", "license", "source");

  /** What {@link #id} gives. */
  private static final Pattern ID = Pattern.compile("[a-df][0-9a-f]{9}");

  /**
   * The settings of a run.
   *
   * @param labels a digest of them, see {@link LabelMap#digest}
   * @param modelJson as {@link #modelJson(ModelFolder)} gives it
   */
  static RowSettings of(int topK, InferenceSettings inference, String labels, String modelJson) {
    return new RowSettings(
        ImmutableSortedMap.<String, String>naturalOrder()
            .put(FORMAT, CURRENT_FORMAT)
            .put(LABELS, labels)
            .put(MODEL_JSON, modelJson)
            .put("topK", Integer.toString(topK))
            .put("exif", word(inference.exif()))
            .put("decode", word(inference.decode()))
            .put("precision", word(inference.session().precision()))
            .buildOrThrow());
  }

  /**
   * Returns what {@code model.json} says of how the graph is used, however it is written; empty if
   * there is none.
   */
  static String modelJson(ModelFolder folder) {
    return folder.find(ModelFolder.SPEC).map(RowSettings::normalized).orElse("");
  }

  private static String normalized(byte[] json) {
    try {
      Map<String, Object> members =
          MAPPER.readValue(json, new TypeReference<TreeMap<String, Object>>() {});
      members.keySet().removeAll(UNUSED);
      return MAPPER.writeValueAsString(members);
    } catch (IOException e) {
      // It was JSON when the folder was opened.
      return new String(json, StandardCharsets.UTF_8);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Ten hexadecimal digits that stand for them, in the tables. The first of them is a letter, and
   * not e, so that no spreadsheet takes them for a number and rounds it.
   */
  String id() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> value : values.entrySet()) {
      text.append(value.getKey()).append('=').append(value.getValue()).append('\n');
    }
    String hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    // Twice, so that a letter near the end has nine digits behind it.
    Matcher digits = ID.matcher(hash + hash);
    return digits.find() ? digits.group() : "a" + hash.substring(0, 9);
  }

  /** The digest of the labels. */
  String labels() {
    return requireNonNull(values.get(LABELS));
  }

  /** Whether a table's cell may be what {@link #id} gave. */
  static boolean isId(String cell) {
    return ID.matcher(cell).matches();
  }
}
