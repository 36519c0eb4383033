package org.imagebeam.classify.table;

import java.io.Serializable;
import java.util.List;
import org.imagebeam.classify.RowSettings;

/** How one kind of row is written. The first three cells of each are an {@link ImageKey}'s. */
public interface CsvTable<T> extends Serializable {
  /** The key's cells, with which every header starts. */
  List<String> KEY_HEADER = List.of("image", "size_bytes", "modified");

  /** The column that names the model. */
  int MODEL_COLUMN = KEY_HEADER.size();

  /** The last column: what else the row depends on, see {@link RowSettings#id}. */
  String SETTINGS = "settings";

  List<String> header();

  List<String> cells(T row);

  ImageKey key(T row);
}
