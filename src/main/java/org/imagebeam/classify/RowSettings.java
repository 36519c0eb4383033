package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.model.LabelMap;

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

  /** What {@link #id} gives. */
  private static final Pattern ID = Pattern.compile("[a-df][0-9a-f]{9}");

  /**
   * The settings of a run.
   *
   * @param labels a digest of them, see {@link LabelMap#digest}
   * @param modelJson as {@link OpenedModel#json} gives it
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
