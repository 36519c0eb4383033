package org.imagebeam.classify.table;

import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaProvider;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Instant;
import org.joda.time.ReadableDateTime;

/**
 * Gives {@link Classification} and {@link ImageFailure} a Beam schema, by which SQL, BigQuery and
 * Beam's schema transforms take them. The fields are called as the columns of the tables are;
 * {@code labels} is an array of rows, {@code heads} an array of the other outputs' names and
 * labels, and {@code embedding} an array of FLOAT; each is empty if there is none. Size and time
 * are null if they aren't known. Thread-safe.
 */
public final class RowSchemas implements SchemaProvider {
  private static final long serialVersionUID = 1L;

  private static final Schema LABEL =
      Schema.builder()
          .addStringField("label")
          .addFloatField("score")
          .addInt32Field("node_id")
          .addStringField("synset")
          .build();

  private static final Schema HEAD =
      Schema.builder().addStringField("head").addArrayField("labels", FieldType.row(LABEL)).build();

  /** The schema of {@link Classification}. */
  public static final Schema CLASSIFICATION =
      key()
          .addArrayField("labels", FieldType.row(LABEL))
          .addArrayField("heads", FieldType.row(HEAD))
          .addArrayField(VectorColumn.EMBEDDING, FieldType.FLOAT)
          .build();

  /** The schema of {@link ImageFailure}. */
  public static final Schema FAILURE =
      key().addStringField("stage").addStringField("error").addStringField("message").build();

  private static Schema.Builder key() {
    return Schema.builder()
        .addStringField("image")
        .addNullableField("size_bytes", FieldType.INT64)
        .addNullableField("modified", FieldType.DATETIME)
        .addStringField("model");
  }

  /** Sets the schema of classifications. */
  public static PCollection<Classification> setOnClassifications(PCollection<Classification> rows) {
    return rows.setSchema(
        CLASSIFICATION,
        TypeDescriptor.of(Classification.class),
        new ClassificationToRow(),
        new ClassificationOfRow());
  }

  /** Sets the schema of failures. */
  public static PCollection<ImageFailure> setOnFailures(PCollection<ImageFailure> rows) {
    return rows.setSchema(
        FAILURE, TypeDescriptor.of(ImageFailure.class), new FailureToRow(), new FailureOfRow());
  }

  @Override
  public <T> Schema schemaFor(TypeDescriptor<T> type) {
    return isClassification(type) ? CLASSIFICATION : FAILURE;
  }

  @Override
  @SuppressWarnings("unchecked") // Only two types are annotated with this class.
  public <T> SerializableFunction<T, Row> toRowFunction(TypeDescriptor<T> type) {
    return (SerializableFunction<T, Row>)
        (isClassification(type) ? new ClassificationToRow() : new FailureToRow());
  }

  @Override
  @SuppressWarnings("unchecked") // Only two types are annotated with this class.
  public <T> SerializableFunction<Row, T> fromRowFunction(TypeDescriptor<T> type) {
    return (SerializableFunction<Row, T>)
        (isClassification(type) ? new ClassificationOfRow() : new FailureOfRow());
  }

  private static boolean isClassification(TypeDescriptor<?> type) {
    return type.getRawType().equals(Classification.class);
  }

  private static List<Object> key(ImageKey image, String model) {
    List<Object> values = new ArrayList<>();
    values.add(image.path());
    values.add(image.size() == ImageKey.UNKNOWN ? null : image.size());
    values.add(
        image.modified() == ImageKey.UNKNOWN ? null : Instant.ofEpochMilli(image.modified()));
    values.add(model);
    return values;
  }

  private static ImageKey key(Row row) {
    Long size = row.getInt64("size_bytes");
    ReadableDateTime modified = row.getDateTime("modified");
    return new ImageKey(
        row.getString("image"),
        size == null ? ImageKey.UNKNOWN : size,
        modified == null ? ImageKey.UNKNOWN : modified.getMillis());
  }

  // Records, because coders are equal if their functions are.

  private record ClassificationToRow() implements SerializableFunction<Classification, Row> {
    @Override
    public Row apply(Classification input) {
      List<Row> heads = new ArrayList<>();
      input
          .heads()
          .forEach(
              (name, labels) ->
                  heads.add(Row.withSchema(HEAD).addValue(name).addValue(rows(labels)).build()));
      List<Float> embedding = new ArrayList<>();
      if (input.embedding() != null) {
        for (float value : input.embedding().values()) {
          embedding.add(value);
        }
      }
      return Row.withSchema(CLASSIFICATION)
          .addValues(key(input.image(), input.modelId()))
          .addValue(rows(input.predictions()))
          .addValue(heads)
          .addValue(embedding)
          .build();
    }

    private static List<Row> rows(List<Prediction> labels) {
      return labels.stream()
          .map(
              label ->
                  Row.withSchema(LABEL)
                      .addValues(label.label(), label.score(), label.nodeId(), label.synset())
                      .build())
          .toList();
    }
  }

  private record ClassificationOfRow() implements SerializableFunction<Row, Classification> {
    @Override
    public Classification apply(Row row) {
      ImmutableSortedMap.Builder<String, List<Prediction>> heads =
          ImmutableSortedMap.naturalOrder();
      for (Row head : row.<Row>getArray("heads")) {
        heads.put(head.getString("head"), labels(head));
      }
      List<Float> embedding = List.copyOf(row.<Float>getArray(VectorColumn.EMBEDDING));
      float[] values = new float[embedding.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = embedding.get(i);
      }
      return new Classification(
          key(row),
          row.getString("model"),
          labels(row),
          heads.build(),
          values.length == 0 ? null : Embedding.ofOwned(values));
    }

    private static List<Prediction> labels(Row row) {
      List<Prediction> labels = new ArrayList<>();
      for (Row label : row.<Row>getArray("labels")) {
        labels.add(
            new Prediction(
                label.getString("label"),
                label.getFloat("score"),
                label.getInt32("node_id"),
                label.getString("synset")));
      }
      return labels;
    }
  }

  private record FailureToRow() implements SerializableFunction<ImageFailure, Row> {
    @Override
    public Row apply(ImageFailure input) {
      return Row.withSchema(FAILURE)
          .addValues(key(input.image(), input.modelId()))
          .addValues(input.stage(), input.error(), input.message())
          .build();
    }
  }

  private record FailureOfRow() implements SerializableFunction<Row, ImageFailure> {
    @Override
    public ImageFailure apply(Row row) {
      return new ImageFailure(
          key(row),
          row.getString("model"),
          row.getString("stage"),
          row.getString("error"),
          row.getString("message"));
    }
  }
}
