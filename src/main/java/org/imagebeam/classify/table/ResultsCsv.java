package org.imagebeam.classify.table;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.classify.RowSettings;

/**
 * A row a classified image: the key, the model, four cells a prediction, and the settings. Scores
 * are written so that the same float is read back; cells of predictions that a small network does
 * not have are empty.
 *
 * @param topK predictions a row
 * @param settings that the rows depend on, see {@link RowSettings#id}
 */
public record ResultsCsv(int topK, String settings) implements CsvTable<Classification> {
  /** With what the names of the columns of scores start. */
  public static final String SCORE = "score_";

  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(KEY_HEADER);
    header.add("model");
    for (int i = 1; i <= topK; i++) {
      header.addAll(List.of("label_" + i, SCORE + i, "node_id_" + i, "synset_" + i));
    }
    header.add(SETTINGS);
    return header;
  }

  @Override
  public List<String> cells(Classification row) {
    ImageKey image = row.image();
    List<String> cells =
        new ArrayList<>(
            List.of(image.path(), image.sizeCell(), image.modifiedCell(), row.modelId()));
    for (int i = 0; i < topK; i++) {
      cells.addAll(
          i < row.predictions().size() ? cells(row.predictions().get(i)) : List.of("", "", "", ""));
    }
    cells.add(settings);
    return cells;
  }

  private static List<String> cells(Prediction prediction) {
    return List.of(
        prediction.label(),
        Float.toString(prediction.score()),
        Integer.toString(prediction.nodeId()),
        prediction.synset());
  }

  @Override
  public ImageKey key(Classification row) {
    return row.image();
  }
}
