package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableFormatTest {
  @ParameterizedTest
  @CsvSource({
    "x.csv,'',CSV",
    "x.CSV,csv,CSV",
    "x.jsonl,'',JSONL",
    "x.ndjson,jsonl,JSONL",
    "x.txt,'',CSV",
    "x.txt,jsonl,JSONL",
    "x,'',CSV",
    "v1.2,'',CSV",
    "'',jsonl,JSONL",
  })
  void shouldGoByWhatIsStatedOrElseByTheName(String file, String stated, TableFormat format) {
    assertEquals(format, TableFormat.of(file, stated));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x.xlsx", "x.parquet", "x.json", "x.tsv", "x.csv.gz", "X.XLSX", "x.npy", "x.jpg"})
  void shouldRefuseNamesOfOtherFormats(String file) {
    for (String stated : new String[] {"", "csv", "jsonl"}) {
      InvalidValueException e =
          assertThrows(InvalidValueException.class, () -> TableFormat.of(file, stated));
      assertTrue(e.getMessage().startsWith("output '" + file + "' ends as"), e.getMessage());
      assertTrue(e.getMessage().endsWith("that ends in .csv or .jsonl"), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"x.csv,jsonl", "x.jsonl,csv"})
  void shouldRefuseAFormatThatTheNameDenies(String file, String stated) {
    InvalidValueException e =
        assertThrows(InvalidValueException.class, () -> TableFormat.of(file, stated));
    assertEquals(
        "format '"
            + stated
            + "' and the output '"
            + file
            + "' don't go together: change one of them",
        e.getMessage());
  }
}
