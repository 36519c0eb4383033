package org.imagebeam.classify.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row a failed image: the key, the model, the stage, the error, its message, and the settings.
 *
 * @param settings that the rows depend on, see {@code RowSettings.id}
 */
public record FailuresCsv(String settings) implements CsvTable<ImageFailure> {
  /** The column that names the stage. */
  public static final int STAGE_COLUMN = MODEL_COLUMN + 1;

  /** The column that names the exception. */
  public static final int ERROR_COLUMN = STAGE_COLUMN + 1;

  /** The column that says what was wrong. */
  public static final int MESSAGE_COLUMN = ERROR_COLUMN + 1;

  /** The stage of images on which the network failed. */
  static final String INFER = "infer";

  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(KEY_HEADER);
    header.addAll(List.of("model", "stage", "error", "message", SETTINGS));
    return header;
  }

  @Override
  public List<String> cells(ImageFailure row) {
    ImageKey image = row.image();
    return List.of(
        image.path(),
        image.sizeCell(),
        image.modifiedCell(),
        row.modelId(),
        row.stage(),
        row.error(),
        row.message(),
        settings);
  }

  @Override
  public void writeMembers(JsonGenerator out, List<String> cells) throws IOException {
    out.writeStringField("stage", cells.get(STAGE_COLUMN));
    out.writeStringField("error", cells.get(ERROR_COLUMN));
    out.writeStringField("message", cells.get(MESSAGE_COLUMN));
  }

  @Override
  public ImageKey key(ImageFailure row) {
    return row.image();
  }
}
