package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.NoSuchSchemaException;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.schemas.SchemaRegistry;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

class RowSchemasTest {
  private static final ImageKey KEY = new ImageKey("/a", 12, 1_700_000_000_123L);

  private static final Classification FULL =
      new Classification(
          KEY, "m0", List.of(new Prediction("cat", 0.1f, 7, "n1")), Embedding.of(1, -2));

  @Test
  void shouldGiveBackTheSameThroughTheCoder() throws Exception {
    SchemaCoder<Classification> coder =
        SchemaRegistry.createDefault().getSchemaCoder(Classification.class);
    for (Classification row :
        List.of(FULL, new Classification(ImageKey.ofPath("/x"), "m0", List.of()))) {
      assertEquals(row, CoderUtils.clone(coder, row));
    }
    SchemaCoder<ImageFailure> failures =
        SchemaRegistry.createDefault().getSchemaCoder(ImageFailure.class);
    ImageFailure failure = new ImageFailure(ImageKey.ofPath("/x"), "m0", "read", "E", "why");
    assertEquals(failure, CoderUtils.clone(failures, failure));
    assertEquals(coder, SchemaRegistry.createDefault().getSchemaCoder(Classification.class));
  }

  @Test
  void shouldNameTheFieldsAsTheColumns() throws NoSuchSchemaException {
    Row row = SchemaRegistry.createDefault().getToRowFunction(Classification.class).apply(FULL);
    assertEquals("/a", row.getString("image"));
    assertEquals(12, row.getInt64("size_bytes"));
    assertEquals("2023-11-14T22:13:20.123Z", row.getDateTime("modified").toString());
    assertEquals("m0", row.getString("model"));
    Row label = row.<Row>getArray("labels").iterator().next();
    assertEquals(List.of("cat", 0.1f, 7, "n1"), label.getValues());
    assertEquals(List.of(1f, -2f), List.copyOf(row.<Float>getArray("embedding")));
    assertEquals(
        List.of("image", "size_bytes", "modified", "model", "stage", "error", "message"),
        RowSchemas.FAILURE.getFieldNames());
    Stream.of(RowSchemas.CLASSIFICATION, RowSchemas.FAILURE)
        .forEach(schema -> assertEquals("image", schema.nameOf(0)));
  }

  @Test
  void shouldLeaveWhatIsUnknownNull() throws NoSuchSchemaException {
    Row row =
        SchemaRegistry.createDefault()
            .getToRowFunction(Classification.class)
            .apply(new Classification(ImageKey.ofPath("/x"), "m0", List.of()));
    assertNull(row.getInt64("size_bytes"));
    assertNull(row.getDateTime("modified"));
    assertEquals(0, row.getArray("embedding").size());
  }
}
