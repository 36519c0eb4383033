package org.imagebeam.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.junit.jupiter.api.Test;

class RewritingTest {
  @Test
  void shouldReadWhatItHasWritten() {
    for (Rewriting rewriting : List.of(Rewriting.NONE, new Rewriting(GraphRewrite.ALL))) {
      assertEquals(rewriting, Rewriting.parse(rewriting.text()));
    }
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Rewriting.parse("WINOGRAD+NO_SUCH_STEP"));
    assertEquals("unknown rewrites in 'WINOGRAD+NO_SUCH_STEP'", e.getMessage());
  }

  @Test
  void shouldNameTheLastStep() {
    Rewriting all = new Rewriting(GraphRewrite.ALL);
    assertEquals("decode cut off", all.first(0).description());
    int norms = GraphRewrite.ALL.indexOf(GraphRewrite.BATCH_NORMS_FOLDED) + 1;
    assertEquals("+ batch norms folded", all.first(norms).description());
  }
}
