package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.List;

/** A row a failed image: the key, the model, the stage, the error and its message. */
record FailuresCsv() implements CsvTable<ImageFailure> {
  /** The column that names the stage. */
  static final int STAGE_COLUMN = MODEL_COLUMN + 1;

  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(KEY_HEADER);
    header.addAll(List.of("model", "stage", "error", "message"));
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
        row.message());
  }

  @Override
  public ImageKey key(ImageFailure row) {
    return row.image();
  }
}
