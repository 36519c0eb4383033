package org.imagebeam.classify.ledger;

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
import org.imagebeam.classify.answer.RowContent;
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

  /** What a row has beside labels; not stated of labels alone. */
  static final String OUTPUTS = "outputs";

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
  public static RowSettings of(
      RowContent content, InferenceSettings inference, String labels, String modelJson) {
    Map<String, String> values = new TreeMap<>();
    values.put(FORMAT, CURRENT_FORMAT);
    values.put(MODEL_JSON, modelJson);
    values.put("exif", word(inference.exif()));
    values.put("decode", word(inference.decode()));
    values.put("precision", word(inference.session().precision()));
    values.putAll(of(content, labels));
    return new RowSettings(ImmutableSortedMap.copyOf(values));
  }

  /** What former releases didn't have is left out, so that their rows still count. */
  private static Map<String, String> of(RowContent content, String labels) {
    Map<String, String> values = new TreeMap<>();
    if (content.outputs().hasLabels()) {
      values.put(LABELS, labels);
      values.put("topK", Integer.toString(content.best().k()));
      if (content.best().minScore() != Float.NEGATIVE_INFINITY) {
        values.put("minScore", Float.toString(content.best().minScore()));
      }
      if (content.groups()) {
        values.put("groups", "true");
      }
    }
    if (content.outputs().hasEmbedding()) {
      values.put(OUTPUTS, word(content.outputs()));
      values.put("embedding", content.node());
      values.put("normalizeEmbedding", Boolean.toString(content.normalized()));
    }
    return values;
  }

  /**
   * Returns what {@code model.json} says of how the graph is used, however it is written; empty if
   * there is none.
   */
  public static String modelJson(ModelFolder folder) {
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

  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Ten hexadecimal digits that stand for them, in the tables. The first of them is a letter, and
   * not e, so that no spreadsheet takes them for a number and rounds it.
   */
  public String id() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> value : values.entrySet()) {
      text.append(value.getKey()).append('=').append(value.getValue()).append('\n');
    }
    String hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    // Twice, so that a letter near the end has nine digits behind it.
    Matcher digits = ID.matcher(hash + hash);
    return digits.find() ? digits.group() : "a" + hash.substring(0, 9);
  }

  /** The digest of the labels; empty if no row has labels. */
  public String labels() {
    return values.getOrDefault(LABELS, "");
  }

  /** Whether a table's cell may be what {@link #id} gave. */
  static boolean isId(String cell) {
    return ID.matcher(cell).matches();
  }
}
