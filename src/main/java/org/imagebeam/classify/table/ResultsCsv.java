package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.wordnet.Synset;
import org.imagebeam.wordnet.WordNet;

/**
 * A row a classified image: the key, the model, four cells a prediction, those of the predictions
 * of other outputs, the groups of the best label, the embedding, and the settings. Scores are
 * written so that the same float is read back; cells of predictions that a small network does not
 * have are empty.
 *
 * @param topK predictions a row; 0 if there are none
 * @param heads the names of the other outputs, in their order; their columns begin with these
 * @param groups whether there is a column for what the best label is a kind of
 * @param vector how the embedding is written
 * @param settings that the rows depend on, see {@code RowSettings.id}
 */
public record ResultsCsv(
    int topK, ImmutableList<String> heads, boolean groups, VectorColumn vector, String settings)
    implements CsvTable<Classification> {
  /** With what the names of the columns of scores start. */
  public static final String SCORE = "score_";

  /** With what the names of the columns of labels start, each in front of its score's. */
  private static final String LABEL = "label_";

  /** The column of what the best label is a kind of. */
  public static final String GROUPS = "groups";

  /** Stands in none of WordNet's words. */
  private static final String GROUP_SEPARATOR = "; ";

  private static final Splitter GROUP_NAMES = Splitter.on(GROUP_SEPARATOR).omitEmptyStrings();

  /** The first prediction's first column. */
  static final int FIRST_LABEL = MODEL_COLUMN + 1;

  /** Columns a prediction. */
  private static final int LABEL_CELLS = 4;

  public ResultsCsv {
    requireNonNull(heads, "heads is null");
    requireNonNull(vector, "vector is null");
    requireNonNull(settings, "settings is null");
  }

  /** Makes the table of results without embeddings. */
  public ResultsCsv(int topK, String settings) {
    this(topK, VectorColumn.NONE, settings);
  }

  /** Makes the table of results of a network with one output, without groups. */
  public ResultsCsv(int topK, VectorColumn vector, String settings) {
    this(topK, ImmutableList.of(), false, vector, settings);
  }

  @Override
  public List<String> header() {
    List<String> header = new ArrayList<>(KEY_HEADER);
    header.add("model");
    addLabels(header, "");
    heads.forEach(head -> addLabels(header, head + "_"));
    if (groups) {
      header.add(GROUPS);
    }
    header.addAll(vector.header());
    header.add(SETTINGS);
    return header;
  }

  private void addLabels(List<String> header, String start) {
    for (int i = 1; i <= topK; i++) {
      for (String name : List.of(LABEL, SCORE, "node_id_", "synset_")) {
        header.add(start + name + i);
      }
    }
  }

  /**
   * Returns where a table has the best score of each other output, by its name, in the order of the
   * columns. The label stands in the column before it.
   */
  public static Map<String, Integer> headScores(List<String> header) {
    Map<String, Integer> scores = new LinkedHashMap<>();
    String end = "_" + LABEL + 1;
    for (int i = 1; i < header.size(); i++) {
      String label = header.get(i - 1);
      if (label.endsWith(end) && label.length() > end.length()) {
        String head = label.substring(0, label.length() - end.length());
        if (header.get(i).equals(head + "_" + SCORE + 1)) {
          scores.put(head, i);
        }
      }
    }
    return scores;
  }

  /** Returns the column of the embedding, or the first of its columns. */
  public int vectorColumn() {
    return groupsColumn() + (groups ? 1 : 0);
  }

  private int groupsColumn() {
    return FIRST_LABEL + (1 + heads.size()) * topK * LABEL_CELLS;
  }

  /**
   * Returns the cells of a row in a part: the embedding, if it has a column, stands there in
   * base64.
   */
  @Override
  public List<String> cells(Classification row) {
    ImageKey image = row.image();
    List<String> cells =
        new ArrayList<>(
            List.of(image.path(), image.sizeCell(), image.modifiedCell(), row.modelId()));
    addCells(cells, row.predictions());
    heads.forEach(head -> addCells(cells, row.heads().getOrDefault(head, List.of())));
    if (groups) {
      cells.add(row.predictions().isEmpty() ? "" : groupsOf(row.predictions().get(0)));
    }
    if (vector != VectorColumn.NONE) {
      cells.add(requireNonNull(row.embedding(), "embedding is null").base64());
    }
    cells.add(settings);
    return cells;
  }

  private static String groupsOf(Prediction best) {
    return WordNet.ofImageNet().groups(best.synset()).stream()
        .map(Synset::name)
        .collect(Collectors.joining(GROUP_SEPARATOR));
  }

  private void addCells(List<String> cells, List<Prediction> predictions) {
    for (int i = 0; i < topK; i++) {
      cells.addAll(
          i < predictions.size()
              ? cells(predictions.get(i))
              : Collections.nCopies(LABEL_CELLS, ""));
    }
  }

  private static List<String> cells(Prediction prediction) {
    return List.of(
        prediction.label(),
        Float.toString(prediction.score()),
        Integer.toString(prediction.nodeId()),
        prediction.synset());
  }

  @Override
  public void writeMembers(JsonGenerator out, List<String> cells) throws IOException {
    if (topK > 0) {
      writeLabels(out, "labels", cells, FIRST_LABEL);
    }
    if (topK > 0 && !heads.isEmpty()) {
      out.writeObjectFieldStart("heads");
      int first = FIRST_LABEL;
      for (String head : heads) {
        first += topK * LABEL_CELLS;
        writeLabels(out, head, cells, first);
      }
      out.writeEndObject();
    }
    if (groups) {
      out.writeArrayFieldStart(GROUPS);
      for (String group : GROUP_NAMES.split(cells.get(groupsColumn()))) {
        out.writeString(group);
      }
      out.writeEndArray();
    }
    List<String> embedding = cells.subList(vectorColumn(), cells.size() - 1);
    if (vector == VectorColumn.SHARD) {
      out.writeStringField(VectorColumn.FILE, embedding.get(0));
      out.writeNumberField(VectorColumn.ROW, Long.parseLong(embedding.get(1)));
    } else if (vector != VectorColumn.NONE) {
      out.writeFieldName(VectorColumn.EMBEDDING);
      out.writeRawValue(embedding.get(0));
    }
  }

  private void writeLabels(JsonGenerator out, String name, List<String> cells, int first)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = first; i < first + topK * LABEL_CELLS; i += LABEL_CELLS) {
      writeLabel(out, cells.subList(i, i + LABEL_CELLS));
    }
    out.writeEndArray();
  }

  /** Writes nothing if there is no such prediction. JSON has no infinite numbers, but null. */
  private static void writeLabel(JsonGenerator out, List<String> prediction) throws IOException {
    String score = prediction.get(1);
    if (score.isEmpty()) {
      return;
    }
    out.writeStartObject();
    out.writeStringField("label", prediction.get(0));
    out.writeFieldName("score");
    if (Float.isFinite(Float.parseFloat(score))) {
      out.writeNumber(score);
    } else {
      out.writeNull();
    }
    out.writeFieldName("node_id");
    out.writeNumber(prediction.get(2));
    out.writeStringField("synset", prediction.get(3));
    out.writeEndObject();
  }

  @Override
  public ImageKey key(Classification row) {
    return row.image();
  }
}
