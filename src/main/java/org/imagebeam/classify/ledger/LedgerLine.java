package org.imagebeam.classify.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.EmbeddingPlace;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.DamagedTableException;

/** Reads a line of a ledger's table in JSON Lines. */
final class LedgerLine {
  private LedgerLine() {}

  /**
   * Reads a line.
   *
   * @param damaged makes an exception about the line, of words to be read after its number
   * @throws DamagedTableException if it lacks what a result or a failure has
   */
  static LedgerRow read(JsonNode line, Function<String, DamagedTableException> damaged)
      throws DamagedTableException {
    boolean failure = line.path("stage").isTextual() && line.path("error").isTextual();
    boolean result =
        line.path("labels").isArray()
            || line.path(VectorColumn.EMBEDDING).isArray()
            || line.path(VectorColumn.FILE).isTextual();
    if (!line.path("image").isTextual() || failure == result) {
      throw damaged.apply("is neither a result nor a failure of imagebeam's");
    }
    return new LedgerRow.Texts(
            line.get("image").textValue(),
            text(line, "size_bytes"),
            text(line, "modified"),
            text(line, "model"),
            text(line, CsvTable.SETTINGS))
        .check(
            true,
            failure
                ? LedgerRow.Outcome.ofFailure(text(line, "stage"), text(line, "error"))
                : LedgerRow.Outcome.RESULT,
            place(line, damaged),
            damaged);
  }

  private static EmbeddingPlace place(
      JsonNode line, Function<String, DamagedTableException> damaged) throws DamagedTableException {
    if (line.path(VectorColumn.FILE).isTextual()) {
      return LedgerRow.Texts.place(
          text(line, VectorColumn.FILE), text(line, VectorColumn.ROW), damaged);
    }
    return line.path(VectorColumn.EMBEDDING).isArray() ? EmbeddingPlace.TEXT : EmbeddingPlace.NONE;
  }

  /** The text of a member; empty if it is missing or null. */
  private static String text(JsonNode line, String member) {
    JsonNode value = line.path(member);
    return value.isNull() ? "" : value.asText();
  }
}
