package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCellTest {
  /** To pandas, 081242896960 is 81242896960, and 12345678e123 is infinite. */
  @ParameterizedTest
  @ValueSource(strings = {"081242896960", "12345678e123", "0123456789ab"})
  void shouldNeverLookLikeANumber(String id) {
    assertThrows(NumberFormatException.class, () -> Double.parseDouble(ModelCell.of(id)));
    assertEquals("m" + id, ModelCell.of(id));
    assertEquals("m" + id, ModelCell.renew(id));
    assertEquals("m" + id, ModelCell.renew("m" + id));
  }

  @Test
  void shouldTellCellsFromOtherText() {
    assertTrue(ModelCell.isCell("m0123456789ab"));
    assertTrue(ModelCell.isCell("0123456789ab"), "of a former release");
    for (String other : new String[] {"", "1.23E+11", "m0123456789a", "mm0123456789ab"}) {
      assertFalse(ModelCell.isCell(other), other);
    }
  }
}
