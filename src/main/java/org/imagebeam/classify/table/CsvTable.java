package org.imagebeam.classify.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * How one kind of row is written, as cells or as a JSON object. The first three cells of each are
 * an {@link ImageKey}'s, the next one names the model, and the last one the settings.
 */
public interface CsvTable<T> extends Serializable {
  /** The key's cells, with which every header starts. */
  List<String> KEY_HEADER = List.of("image", "size_bytes", "modified");

  /** The column that names the model. */
  int MODEL_COLUMN = KEY_HEADER.size();

  /** The last column: what else the row depends on, see {@code RowSettings.id}. */
  String SETTINGS = "settings";

  List<String> header();

  List<String> cells(T row);

  /**
   * Writes the members of a row's JSON object that only this table has, which stand between those
   * of the model and of the settings.
   *
   * @param cells as many as {@link #header} has
   */
  void writeMembers(JsonGenerator out, List<String> cells) throws IOException;

  ImageKey key(T row);
}
